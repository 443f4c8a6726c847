/**
 * Faults to seed into generated components: each of them must make the generated tests fail. All are made for a component
 * `Counter` with the state `count`, `loading` and `query:string`.
 */

export interface Fault {
  readonly what: string;
  /** Relative to the folder that is generated into. */
  readonly file: string;
  /** Must be in the file; its first occurrence is replaced. */
  readonly find: string | RegExp;
  readonly replace: string;
}

const STATE = "Counter/state.ts";
const FULL = "Counter/component.tsx";
const ONE = "Counter.tsx";

/** Faults of the markup, which both templates write alike. */
function markup(file: string): readonly Fault[] {
  return [
    { what: "default title", file, find: 'title = "Counter"', replace: 'title = "Count"' },
    { what: "title ignored", file, find: "{title}</h2>", replace: "Counter</h2>" },
    { what: "section has no name", file, find: " aria-labelledby={headingId}", replace: "" },
    { what: "heading has no id", file, find: " id={headingId}", replace: "" },
    { what: "heading level", file, find: /<h2(.*)<\/h2>/, replace: "<h3$1</h3>" },
    { what: "legend", file, find: "<legend>Count<", replace: "<legend>Loading<" },
    { what: "checkbox label", file, find: /\n +Loading\n/, replace: "\nCount\n" },
    { what: "text label", file, find: /\n +Query\n/, replace: "\nLoading\n" },
    { what: "decrease label", file, find: "Decrease", replace: "Increase" },
    { what: "increase label", file, find: "Increase", replace: "Decrease" },
    { what: "number not shown", file, find: /<output>\{.*\}</, replace: "<output>{0}<" },
    { what: "number's role", file, find: /<output>(.*)<\/output>/, replace: "<span>$1</span>" },
    { what: "box not checked", file, find: /checked=\{.*\}/, replace: "checked={false}" },
    { what: "box always checked", file, find: /checked=\{.*\}/, replace: "checked" },
    { what: "text not shown", file, find: /value=\{.*\}/, replace: 'value=""' },
    { what: "first button submits", file, find: /type="button" (.*\n +Decrease)/, replace: "$1" },
    { what: "second button submits", file, find: /type="button" (.*\n +Increase)/, replace: "$1" },
    { what: "decrease does nothing", file, find: /onClick=\{.*\}(>\n +Decrease)/, replace: "onClick={() => {}}$1" },
    { what: "increase does nothing", file, find: /onClick=\{.*\}(>\n +Increase)/, replace: "onClick={() => {}}$1" },
    { what: "box does nothing", file, find: /(checked=.*\n +)onChange=\{.*\}/, replace: "$1onChange={() => {}}" },
    { what: "text does nothing", file, find: /(value=.*\n +)onChange=\{.*\}/, replace: "$1onChange={() => {}}" },
    { what: "text set to nothing", file, find: "(event.target.value)", replace: '("")' },
  ];
}

const HOOK: readonly Fault[] = [
  { what: "number starts at 1", file: STATE, find: "count: 0,", replace: "count: 1," },
  { what: "boolean starts true", file: STATE, find: "loading: false,", replace: "loading: true," },
  { what: "string starts with a space", file: STATE, find: 'query: ""', replace: 'query: " "' },
  { what: "change does nothing", file: STATE, find: "current.count + by", replace: "current.count" },
  { what: "change goes the other way", file: STATE, find: "current.count + by", replace: "current.count - by" },
  { what: "change always adds 1", file: STATE, find: "current.count + by", replace: "current.count + 1" },
  { what: "change sets", file: STATE, find: "current.count + by", replace: "by" },
  { what: "toggle only switches on", file: STATE, find: "!current.loading", replace: "true" },
  { what: "toggle only switches off", file: STATE, find: "!current.loading", replace: "false" },
  { what: "toggle does nothing", file: STATE, find: "!current.loading", replace: "current.loading" },
  { what: "set does nothing", file: STATE, find: "query: text", replace: "query: current.query" },
  { what: "set appends", file: STATE, find: "query: text", replace: "query: current.query + text" },
  { what: "change forgets", file: STATE, find: /\.\.\.current,(\s+count)/, replace: "...defaultCounterState,$1" },
  { what: "toggle forgets", file: STATE, find: /\.\.\.current,(\s+loading)/, replace: "...defaultCounterState,$1" },
  { what: "set forgets", file: STATE, find: "...current, query", replace: "...defaultCounterState, query" },
  { what: "first values ignored", file: STATE, find: "    ...initialState,\n", replace: "" },
  {
    what: "defaults win over first values",
    file: STATE,
    find: "...defaultCounterState,\n    ...initialState,",
    replace: "...initialState,\n    ...defaultCounterState,",
  },
  { what: "no defaults", file: STATE, find: "    ...defaultCounterState,\n", replace: "" },
  {
    what: "first values read again",
    file: STATE,
    find: /const \[start\] = useState<CounterState>\((\{[^}]*\})\);/,
    replace: "const start: CounterState = $1;",
  },
  { what: "reset does nothing", file: STATE, find: "setState(start);", replace: "setState(state);" },
  {
    what: "reset goes to the defaults",
    file: STATE,
    find: "setState(start);",
    replace: "setState(defaultCounterState);",
  },
  { what: "reset button does nothing", file: FULL, find: "onClick={controls.reset}", replace: "" },
  { what: "reset button submits", file: FULL, find: /type="button" (onClick=\{controls\.reset)/, replace: "$1" },
  { what: "reset label", file: FULL, find: "Reset", replace: "Clear" },
  { what: "buttons swapped", file: FULL, find: "changeCount(-1)", replace: "changeCount(1)" },
  { what: "steps of two", file: FULL, find: "changeCount(1)", replace: "changeCount(2)" },
  { what: "box resets", file: FULL, find: "{controls.toggleLoading}", replace: "{controls.reset}" },
];

/** Faults of component-full when the component keeps its own state. */
export const OWNER_FAULTS: readonly Fault[] = [
  ...HOOK,
  ...markup(FULL),
  {
    what: "first values not passed on",
    file: FULL,
    find: "useCounterState(initialState)",
    replace: "useCounterState()",
  },
];

/** Faults of component-full when a parent keeps the state. */
export const PARENT_FAULTS: readonly Fault[] = [...HOOK, ...markup(FULL)];

/** Faults of component with state. */
export const COMPONENT_FAULTS: readonly Fault[] = [
  ...markup(ONE),
  { what: "number starts at 1", file: ONE, find: "initialCount ?? 0", replace: "initialCount ?? 1" },
  { what: "boolean starts true", file: ONE, find: "initialLoading ?? false", replace: "initialLoading ?? true" },
  { what: "string starts with a space", file: ONE, find: 'initialQuery ?? ""', replace: 'initialQuery ?? " "' },
  { what: "first number ignored", file: ONE, find: "props.initialCount ?? 0", replace: "0" },
  { what: "first boolean ignored", file: ONE, find: "props.initialLoading ?? false", replace: "false" },
  { what: "first string ignored", file: ONE, find: 'props.initialQuery ?? ""', replace: '""' },
  { what: "decrease adds", file: ONE, find: "value - 1", replace: "value + 1" },
  { what: "increase sets", file: ONE, find: "value + 1", replace: "1" },
  { what: "steps of two", file: ONE, find: "value + 1", replace: "value + 2" },
  { what: "box only switches on", file: ONE, find: "event.target.checked", replace: "true" },
  { what: "box is inverted", file: ONE, find: "event.target.checked", replace: "!event.target.checked" },
  { what: "children not shown", file: ONE, find: "{children}", replace: "" },
];
