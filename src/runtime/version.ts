/** Versions as Ansible's test `version` compares them: loosely, strictly, by SemVer 2.0 or by PEP 440. */
import { VERSION_PATTERN } from "../format/semver.ts";
import { valueError } from "../value/errors.ts";

/** Negative, 0 or positive, as `left` comes before, with or after `right`. */
type Compare = (left: string, right: string) => number;

export const VERSION_TYPES = ["loose", "strict", "semver", "semantic", "pep440"] as const;
export type VersionType = (typeof VERSION_TYPES)[number];

const LENGTH_MAX = 1000;

/** @throws {DxgError} render/value for a text that is no version of the type. */
export function compareVersions(left: string, right: string, type: VersionType): number {
  if (Math.max(left.length, right.length) > LENGTH_MAX) throw valueError("a version is too long");
  return COMPARISONS[type](left, right);
}

type Part = number | string;

/** Runs of digits are numbers, runs of small letters words, anything between points a word. */
function looseParts(version: string): readonly Part[] {
  const parts: Part[] = [];
  for (const part of version.split(/(\d+|[a-z]+|\.)/)) {
    if (part !== "" && part !== ".") parts.push(/^\d+$/.test(part) ? Number(part) : part);
  }
  return parts;
}

const loose: Compare = (left, right) => {
  const [a, b] = [looseParts(left), looseParts(right)];
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    const [x, y] = [a[index]!, b[index]!];
    if (x === y) continue;
    if (typeof x !== typeof y) throw valueError(`versions '${left}' and '${right}' cannot be compared`);
    return x < y ? -1 : 1;
  }
  return a.length - b.length;
};

const STRICT = /^(\d+)\.(\d+)(?:\.(\d+))?(?:([ab])(\d+))?$/;

const strict: Compare = (left, right) => compareNumbers(strictNumbers(left), strictNumbers(right));

function strictNumbers(version: string): readonly number[] {
  const found = STRICT.exec(version);
  if (found === null) throw valueError(`invalid version number '${version}'`);
  const [, major, minor, patch = "0", letter, pre = "0"] = found;
  return [Number(major), Number(minor), Number(patch), letter === "a" ? 0 : letter === "b" ? 1 : 2, Number(pre)];
}

function compareNumbers(left: readonly number[], right: readonly number[]): number {
  const length = Math.max(left.length, right.length);
  for (let index = 0; index < length; index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

const semantic: Compare = (left, right) => {
  const [a, b] = [semanticParts(left), semanticParts(right)];
  const core = compareNumbers(a.core, b.core);
  if (core !== 0 || (a.pre === undefined && b.pre === undefined)) return core;
  if (a.pre === undefined || b.pre === undefined) return a.pre === undefined ? 1 : -1;
  return comparePrereleases(a.pre, b.pre);
};

interface Semantic {
  readonly core: readonly number[];
  readonly pre: readonly string[] | undefined;
}

function semanticParts(version: string): Semantic {
  const found = new RegExp(VERSION_PATTERN).exec(version);
  if (found === null) throw valueError(`invalid semantic version '${version}'`);
  return { core: [Number(found[1]), Number(found[2]), Number(found[3])], pre: found[4]?.split(".") };
}

/** Numbers come before words; the shorter of two that agree comes first. */
function comparePrereleases(left: readonly string[], right: readonly string[]): number {
  for (let index = 0; index < Math.min(left.length, right.length); index++) {
    const [x, y] = [left[index]!, right[index]!];
    if (x === y) continue;
    const [first, second] = [/^\d+$/.test(x), /^\d+$/.test(y)];
    if (first && second) return Number(x) - Number(y);
    if (first !== second) return first ? -1 : 1;
    return x < y ? -1 : 1;
  }
  return left.length - right.length;
}

const PEP440 =
  /^v?(?:(\d+)!)?(\d+(?:\.\d+)*)(?:[-_.]?(a|b|c|rc|alpha|beta|pre|preview)[-_.]?(\d*))?(?:-(\d+)|[-_.]?(post|rev|r)[-_.]?(\d*))?(?:[-_.]?(dev)[-_.]?(\d*))?(?:\+([a-z0-9]+(?:[-_.][a-z0-9]+)*))?$/;

const PRE_RANKS: Readonly<Record<string, number>> = { a: 0, alpha: 0, b: 1, beta: 1, c: 2, rc: 2, pre: 2, preview: 2 };

interface Release {
  readonly epoch: number;
  readonly numbers: readonly number[];
  /** Order of what stands behind the numbers: pre-release, post-release, development. */
  readonly rest: readonly number[];
  readonly local: readonly Part[] | undefined;
}

function release(version: string): Release {
  const found = PEP440.exec(version.trim().toLowerCase());
  if (found === null) throw valueError(`invalid version '${version}'`);
  const [, epoch = "0", numbers = "", pre, preNumber, postOnly, post, postNumber, dev, devNumber, local] = found;
  const hasPost = postOnly !== undefined || post !== undefined;
  const early = pre === undefined && !hasPost && dev !== undefined;
  const rank = pre === undefined ? (early ? -1 : 3) : (PRE_RANKS[pre] ?? 2);
  return {
    epoch: Number(epoch),
    numbers: numbers.split(".").map(Number),
    rest: [
      rank,
      Number(preNumber || 0),
      hasPost ? 1 + Number(postOnly ?? (postNumber || 0)) : 0,
      dev === undefined ? Number.POSITIVE_INFINITY : Number(devNumber || 0),
    ],
    local: local?.split(/[-_.]/).map((part) => (/^\d+$/.test(part) ? Number(part) : part)),
  };
}

const pep440: Compare = (left, right) => {
  const [a, b] = [release(left), release(right)];
  const order = a.epoch - b.epoch || compareNumbers(a.numbers, b.numbers) || compareRest(a.rest, b.rest);
  return order || compareLocals(a.local, b.local);
};

/** Infinite ones are equal. */
function compareRest(left: readonly number[], right: readonly number[]): number {
  for (const [index, x] of left.entries()) {
    const y = right[index]!;
    if (x !== y) return x < y ? -1 : 1;
  }
  return 0;
}

/** None comes first; words come before numbers. */
function compareLocals(left: readonly Part[] | undefined, right: readonly Part[] | undefined): number {
  if (left === undefined || right === undefined) return (left === undefined ? 0 : 1) - (right === undefined ? 0 : 1);
  for (let index = 0; index < Math.min(left.length, right.length); index++) {
    const [x, y] = [left[index]!, right[index]!];
    if (x === y) continue;
    if (typeof x !== typeof y) return typeof x === "string" ? -1 : 1;
    return x < y ? -1 : 1;
  }
  return left.length - right.length;
}

const COMPARISONS: Readonly<Record<VersionType, Compare>> = { loose, strict, semver: semantic, semantic, pep440 };
