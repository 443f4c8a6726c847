/** Faults to seed into the module `card` of a generated crate: each of them must make the crate's tests fail. */

export interface Fault {
  readonly what: string;
  /** Must be in the module; its first occurrence is replaced. The result must compile. */
  readonly find: string | RegExp;
  readonly replace: string;
}

export const FAULTS: readonly Fault[] = [
  { what: "nothing is trimmed", find: "text.trim()", replace: "text" },
  { what: "only the start is trimmed", find: "text.trim()", replace: "text.trim_start()" },
  { what: "only the end is trimmed", find: "text.trim()", replace: "text.trim_end()" },
  { what: "empty text accepted", find: "if text.is_empty()", replace: 'if text == "-"' },
  { what: "everything is empty", find: "if text.is_empty()", replace: "if !text.is_empty()" },
  { what: "limit is lower", find: "usize = 64", replace: "usize = 63" },
  { what: "limit is higher", find: "usize = 64", replace: "usize = 65" },
  { what: "limit is excluded", find: "length > Self", replace: "length >= Self" },
  { what: "limit is ignored", find: "length > Self::MAX_CHARS", replace: "length > 1000" },
  { what: "bytes are counted", find: "text.chars().count()", replace: "text.len()" },
  { what: "wrong length reported", find: "TooLong { length })", replace: "TooLong { length: Self::MAX_CHARS })" },
  { what: "control characters accepted", find: "c.is_control()", replace: "*c == '-'" },
  { what: "white space refused", find: "c.is_control()", replace: "c.is_whitespace()" },
  { what: "only line ends refused", find: "c.is_control()", replace: "*c == '\\n'" },
  { what: "last control character reported", find: "text.chars().find(", replace: "text.chars().rev().find(" },
  {
    what: "control characters reported before length",
    find: /( {8}let length[\s\S]*?\n {8}\}\n)( {8}if let Some[\s\S]*?\n {8}\}\n)/,
    replace: "$2$1",
  },
  { what: "text is changed", find: "text.to_owned()", replace: "text.to_uppercase()" },
  { what: "text is lost", find: "&self.0", replace: 'self.0.get(..0).unwrap_or("")' },
  { what: "parsing checks nothing", find: /Self::new\(text\)/, replace: "Ok(Self(text.to_owned()))" },
  { what: "parsing refuses everything", find: /Self::new\(text\)/, replace: 'Self::new(text).and(Self::new(""))' },
  {
    what: "reference is not the text",
    find: "        self.as_str()\n",
    replace: "        self.as_str().trim_end_matches('e')\n",
  },
  { what: "display ignores the width", find: "f.pad(", replace: "f.write_str(" },
  { what: "display is for debugging", find: "f.pad(self.as_str())", replace: 'write!(f, "{self:?}")' },
  { what: "message for empty", find: "text is empty", replace: "text is bad" },
  { what: "message for too long", find: "{length} characters, {most}", replace: "{most} characters, {length}" },
  { what: "message for control", find: "character {found:?}", replace: "character {found}" },
];
