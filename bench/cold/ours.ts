/** A process of its own: loads a compiled template, renders it once, prints the output. Argument: the `.dxt`. */
import { loadTemplate } from "../../src/runtime/template.ts";
import { DATA } from "./data.ts";

const bytes = await Bun.file(process.argv[2]!).bytes();
console.log(loadTemplate(bytes).render(DATA));
