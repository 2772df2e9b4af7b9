// Reads drawings from stdin, a line of JSON each: {"language": "mermaid" or "dot", "text": …}. Tells of each, by what reads
// the language: {"error": …} or {"nodes": {name: label}, "edges": number, "acts": what a reader could click}.
import { createInterface } from "node:readline";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const require = createRequire(pathToFileURL(process.argv[2] + "/"));
const load = (name) => import(pathToFileURL(require.resolve(name)));
const viz = await (await load("@viz-js/viz")).instance(); // before there is a page, which it would ask for its place
const { JSDOM } = await load("jsdom");
const window = new JSDOM("").window; // mermaid looks for a page even to parse
Object.assign(globalThis, { window, document: window.document });
const { default: mermaid } = await load("mermaid");

async function readMermaid(text) {
  await mermaid.parse(text);
  const { db } = await mermaid.mermaidAPI.getDiagramFromText(text);
  const nodes = {};
  const acts = [];
  for (const [id, v] of db.getVertices()) {
    nodes[id] = v.text;
    if (v.link || v.haveCallback) acts.push(id);
  }
  return { nodes, edges: db.getEdges().length, groups: db.getSubGraphs().map((g) => g.title), acts };
}

function readDOT(text) {
  const out = viz.renderJSON(text); // laid out, by Graphviz itself
  const nodes = {};
  const acts = [];
  const groups = [];
  for (const o of out.objects || []) {
    if (o.nodes) groups.push(o.label);
    else nodes[o.name] = o.label;
    if (o.URL || o.href) acts.push(o.name);
  }
  return { nodes, edges: (out.edges || []).length, groups, acts };
}

for await (const line of createInterface({ input: process.stdin })) {
  const { language, text } = JSON.parse(line);
  let out;
  try {
    out = language === "mermaid" ? await readMermaid(text) : readDOT(text);
  } catch (e) {
    out = { error: String(e) };
  }
  console.log(JSON.stringify(out));
}
