/** The types of parameters. Names only; what fits them is in schema.ts and app/parameters/. */
export const PARAMETER_TYPES = [
  "string",
  "integer",
  "number",
  "boolean",
  "array",
  "object",
  "enum",
  "path",
  "secret",
] as const;

export type ParameterType = (typeof PARAMETER_TYPES)[number];
