/**
 * Every limit of the engine, with its reason. A limit that is hit is a DxgError, never a crash or a hang.
 */
const KIB = 1024;
const MIB = 1024 * KIB;

/** Template source, parameters and manifests: far above any real file, low enough to hold twice in memory. */
export const SOURCE_BYTES_MAX: number = 64 * MIB;
/** A `.dxt`, `.dxf` or `.dxp` file. */
export const BINARY_BYTES_MAX: number = 256 * MIB;
/** Output of one render: more cannot be made and written within a second. */
export const OUTPUT_BYTES_MAX: number = 128 * MIB;
/** Output of all files of one generation, which are in memory until they are written. */
export const GENERATION_BYTES_MAX: number = 512 * MIB;
/** One string or sequence made by repetition, padding or joining. */
export const VALUE_LENGTH_MAX: number = 32 * MIB;
/** Items of `range()`; the same number as Jinja2's sandbox. */
export const RANGE_ITEMS_MAX = 1_000_000;
/** Nested blocks and brackets in a template. */
export const PARSE_DEPTH_MAX = 150;
/** Height of one expression's tree, where `a + b + c` and `a.b.c` count two: what walks a tree calls itself for each level. */
export const EXPRESSION_HEIGHT_MAX = 1000;
/** Includes, macros and recursive loops on the machine's call stack. */
export const CALL_DEPTH_MAX = 200;
/** Nesting of lists and dicts in values that are decoded, compared or printed. */
export const VALUE_DEPTH_MAX = 200;
/** Steps of one render. A step is about 5 ns of work, whatever does it: a quarter of a second to a second. */
export const FUEL_MAX = 50_000_000;
/** Characters of a regular expression of a template. */
export const REGEX_LENGTH_MAX = 10_000;
/** Characters of a text times instructions of the regular expression that runs over it: at most a second. */
export const REGEX_WORK_MAX = 100_000_000;
/** Bits of an integer result; above it arithmetic is refused. One division or printing of that many takes a few ms. */
export const INTEGER_BITS_MAX = 1 << 17;
/** Operand stack slots of one program. */
export const STACK_SLOTS_MAX = 4096;
/** Local variable slots of one program. */
export const LOCAL_SLOTS_MAX = 65_536;
/** Programs of one binary: a bundle has a few for each output file. */
export const PROGRAMS_MAX = 262_144;
/** Output files of one generation. */
export const FILES_MAX = 1_000_000;
/** Bytes of UTF-8 in one name of a path, as file systems take them. */
export const NAME_BYTES_MAX = 255;
/** Bytes of one output path. */
export const PATH_BYTES_MAX = 4096;
/** Wall-clock time of one hook: a formatter over a large project needs seconds, a build minutes at most. */
export const HOOK_MILLISECONDS_MAX = 60_000;
/** Output of one hook: it is shown to a person. */
export const HOOK_OUTPUT_BYTES_MAX: number = MIB;
/** Data of each process of a hook: compilers and JavaScript engines need one or two. */
export const HOOK_MEMORY_BYTES_MAX: number = 4096 * MIB;
/** Processor time of each process of a hook: all processors for the whole time, on a machine with eight. */
export const HOOK_CPU_SECONDS_MAX = 480;
/** One file that a hook writes. */
export const HOOK_FILE_BYTES_MAX: number = 256 * MIB;
/** Processes and threads of a hook at one time: compilers and JavaScript engines have some for each processor. */
export const HOOK_PROCESSES_MAX = 512;
/** Last lines of a hook's output that an error repeats. */
export const HOOK_LINES_SHOWN = 10;
