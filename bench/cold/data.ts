/** What the cold rows render. */
import type { Data } from "../peers/engine.ts";

export const DATA: Data = {
  props: "CounterProps",
  module: "./types",
  description: "Counts, and shows the count – in every language.",
  component: "Counter",
  label: "Zähler",
  state: "count",
  setter: "setCount",
  initial: "0",
  className: "counter",
};
