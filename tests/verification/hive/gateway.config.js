// Hive Gateway as the oracle: the services of one run, and the headers that our own gateway hands on.
import { defineConfig } from "@graphql-hive/gateway";

const HANDED_ON = ["accept-language", "authorization", "traceparent", "x-correlation-id"];
const locations = JSON.parse(process.env.SERVICES);

export const gatewayConfig = defineConfig({
  transportEntries: Object.fromEntries(
    Object.entries(locations).map(([service, location]) => [service, { location }]),
  ),
  propagateHeaders: {
    fromClientToSubgraphs: ({ request }) =>
      Object.fromEntries(HANDED_ON.map((name) => [name, request.headers.get(name)])),
  },
  maskedErrors: false,
  logging: "error",
});
