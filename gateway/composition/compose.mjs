// Composes subgraphs, as JSON on standard input ([{name, url, sdl}]), into a supergraph on standard output.
import { readFileSync } from "node:fs";
import { composeServices } from "@theguild/federation-composition";
import { parse } from "graphql";

const services = JSON.parse(readFileSync(0, "utf8"));
const composed = composeServices(
  services.map(({ name, url, sdl }) => ({ name, url, typeDefs: parse(sdl) })),
);
if (composed.errors?.length) {
  for (const error of composed.errors) console.error(error.message);
  process.exit(1);
}
process.stdout.write(composed.supergraphSdl.trimEnd() + "\n");
