/** What must never be printed: characters that steer a terminal or change how text looks without being seen. */
export const UNSAFE: RegExp = /[^\P{Cc}\t\n]|[\u061c\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u;
