/**
 * Whether a package.json has something that package managers run or obey. What nothing here knows counts: only keys of
 * which it is known that they tell about the package, or set up a tool whose own files are ordinary ones, do not.
 */
import { memberAt, members, parseStrictJson } from "./json-strict.ts";
import { isSame } from "./value-text.ts";

/** What npm, yarn, pnpm and Bun run by themselves (docs.npmjs.com, "Life Cycle Operation Order"). */
const LIFECYCLE =
  "preinstall install postinstall prepublish preprepare prepare postprepare prepublishOnly prepack postpack dependencies".split(
    " ",
  );

/** Keys that are looked at elsewhere: dependencies by `dependencies-npm.ts`, scripts below. */
const COUNTED =
  "dependencies devDependencies peerDependencies optionalDependencies overrides resolutions catalog catalogs scripts";
/** Keys that tell about the package (docs.npmjs.com, "package.json"; nodejs.org, "Modules: Packages"). */
const TELLING =
  "$schema name version private description keywords homepage bugs license licenses author authors contributors maintainers funding repository readme readmeFilename type main module browser exports imports types typings typesVersions files bin man directories engines os cpu libc sideEffects peerDependenciesMeta bundleDependencies bundledDependencies source style sass svelte react-native unpkg jsdelivr displayName publisher icon categories";
/** Settings of linters, formatters and test runners. */
const TOOLS = "browserslist eslintConfig eslintIgnore prettier stylelint babel postcss jest ava mocha nyc c8 tap";
const PLAIN: ReadonlySet<string> = new Set(`${COUNTED} ${TELLING} ${TOOLS}`.split(" "));
/** The same below `pnpm`. */
const PLAIN_PNPM: ReadonlySet<string> = new Set(
  "overrides packageExtensions peerDependencyRules allowedDeprecatedVersions updateConfig auditConfig".split(" "),
);

/** Who runs what is new, in words; undefined when nobody does. */
export function packageReason(now: string, then: string | undefined): string | undefined {
  const root = parseStrictJson(now)?.value;
  // What cannot be read is a violation of its own; until it is mended it counts as the worst that it could be.
  if (root === undefined) return "package managers run its scripts";
  const old = then === undefined ? undefined : parseStrictJson(then)?.value;
  const fresh = members(memberAt(root, "scripts"))
    .filter(([key, script]) => memberAt(old, "scripts", key) !== script)
    .map(([key]) => key);
  const first = fresh.find((key) => LIFECYCLE.includes(key));
  if (first !== undefined) return `package managers run its script ${JSON.stringify(first)} when they install`;
  if (fresh.length > 0) return `package managers run its script ${JSON.stringify(fresh[0])}`;
  for (const keys of keyPaths(root, old)) {
    if (!isSame(memberAt(root, ...keys), memberAt(old, ...keys))) {
      return `package managers or tools obey its ${JSON.stringify(keys.join("."))}`;
    }
  }
  return undefined;
}

/** Every key of either that is not known to be plain. */
function* keyPaths(root: unknown, old: unknown): Generator<readonly string[]> {
  const keys = new Set([...members(root), ...members(old)].map(([key]) => key));
  for (const key of keys) {
    if (key !== "pnpm") {
      if (!PLAIN.has(key)) yield [key];
      continue;
    }
    const inner = new Set([root, old].flatMap((one) => members(memberAt(one, key))).map(([name]) => name));
    for (const name of inner) if (!PLAIN_PNPM.has(name)) yield [key, name];
  }
}
