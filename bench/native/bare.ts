/** The least that a compiled executable can do: what starting Bun costs. */
console.log("ready");
