// No request but to our own graph; the token is typed in under Headers and kept nowhere.
ReactDOM.createRoot(document.getElementById("graph")).render(
  React.createElement(GraphiQL, {
    fetcher: GraphiQL.createFetcher({ url: "/graphql" }),
    defaultHeaders: '{\n  "Authorization": "Bearer TOKEN"\n}',
    defaultEditorToolsVisibility: "headers",
    shouldPersistHeaders: false,
    defaultQuery: `# Put the token that this prints in place of TOKEN under Headers:
#   dolen token wg
# and read the schema again (the arrows at the left).
{
  lots {
    code
    caseload { open }
  }
}
`,
  }),
);
