/** How far the readers of this folder trust their bytes. A type only. */

/**
 * `verified` is for bytes that are part of the running executable and were verified when it was built: checking them
 * again would say nothing, as whoever can change them can change the code that checks. Everything else is `verify`.
 */
export type Trust = "verify" | "verified";
