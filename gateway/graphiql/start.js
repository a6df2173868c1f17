// No request but to our own graph. The token is typed in under Headers, and nothing of what is typed outlives
// the page: with a storage, the editor's history would keep headers too.
const ask = GraphiQL.createFetcher({ url: "/graphql" });
const needsToken = { errors: [{ message: "Put a token in place of TOKEN, under Headers." }] };

function Graph() {
  const [token, setToken] = React.useState("");
  // the schema is for known partners too: a fetcher made anew for a token is what makes the editor read it
  const fetcher = React.useMemo(
    () => (asked, { headers = {} }) => {
      const given = headers.Authorization ?? "";
      if (!/^Bearer [\w-]+\.[\w-]+\.[\w-]+$/.test(given)) return needsToken;
      setToken(given);
      return ask(asked, { headers });
    },
    [token],
  );
  return React.createElement(GraphiQL, {
    fetcher,
    storage: null,
    shouldPersistHeaders: false,
    defaultHeaders: '{\n  "Authorization": "Bearer TOKEN"\n}',
    defaultEditorToolsVisibility: "headers",
    defaultQuery: `# Under Headers, put in place
# of TOKEN what this prints:
#   .venv/bin/dolen token wg
{
  lots {
    code
    caseload { open }
  }
}
`,
  });
}

ReactDOM.createRoot(document.getElementById("graph")).render(React.createElement(Graph));
