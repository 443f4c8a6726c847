/** The filters that few templates use, in the order of their numbers. Loaded when one of them is first applied. */
import type { Filter } from "../filter.ts";
import { quote } from "../quote.ts";
import * as collections from "./collections.ts";
import * as comment from "./comment.ts";
import * as dates from "./dates.ts";
import * as encode from "./encode.ts";
import { format } from "./format.ts";
import * as json from "./json.ts";
import * as numbers from "./numbers.ts";
import * as paths from "./paths.ts";
import * as plain from "./plain.ts";
import * as random from "./random.ts";
import * as refused from "./refused.ts";
import * as regex from "./regex-filters.ts";
import * as sets from "./sets.ts";
import * as tuples from "./tuples.ts";
import { urlize } from "./urlize.ts";
import * as yaml from "./yaml.ts";

/** In the order of their numbers, which follow those of the others. */
export const MORE_FILTERS: readonly Filter[] = [
  format,
  random.random,
  urlize,
  json.jsonify,
  json.toJson,
  json.toNiceJson,
  json.fromJson,
  yaml.toYaml,
  yaml.toNiceYaml,
  yaml.fromYaml,
  yaml.fromYamlAll,
  encode.b64encode,
  encode.b64decode,
  encode.hash,
  encode.md5,
  encode.sha1,
  refused.passwordHash,
  encode.toUuid,
  quote,
  comment.comment,
  plain.bool,
  plain.ternary,
  plain.mandatory,
  plain.typeDebug,
  paths.basename,
  paths.dirname,
  paths.splitext,
  paths.pathJoin,
  paths.relpath,
  paths.winBasename,
  paths.winDirname,
  paths.winSplitdrive,
  refused.abspath,
  refused.realpath,
  refused.expanduser,
  refused.expandvars,
  refused.fileglob,
  regex.regexEscape,
  regex.regexSearch,
  regex.regexFindall,
  regex.regexReplace,
  plain.split,
  random.ansRandom,
  random.shuffle,
  random.randomMac,
  dates.strftime,
  dates.toDatetime,
  collections.combine,
  collections.extract,
  collections.flatten,
  collections.ansGroupby,
  collections.dict2items,
  collections.items2dict,
  collections.subelements,
  collections.rekeyOnMember,
  sets.union,
  sets.intersect,
  sets.difference,
  sets.symmetricDifference,
  tuples.zip,
  tuples.zipLongest,
  tuples.product,
  tuples.permutations,
  tuples.combinations,
  numbers.log,
  numbers.pow,
  numbers.root,
  numbers.humanReadable,
  numbers.humanToBytes,
  paths.urlsplit,
];
