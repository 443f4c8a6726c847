/** Rows B of the list of attacks, from the compiled executable: what is refused, with which code, and that nothing is written. */
import { afterEach, beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { encodeSig, readSigned, withSignatures } from "../../src/format/signed.ts";
import { addDetached, addSignature } from "../../src/trust/sign.ts";
import { type Ended, World } from "../e2e/world.ts";
import { place, repaired, signaturePlace } from "../format/edit.ts";
import { Random } from "../fuzz/random.ts";
import { smallBundle, statement, testKey } from "../trust/keys.ts";

// Processes, scrypt and signatures by the thousand, on machines that may be busy.
setDefaultTimeout(60_000);

let world: World;

beforeEach(() => {
  world = new World();
});
afterEach(() => world[Symbol.dispose]());

const config = (name = ""): string => join(world.home, ".config/dxg", name);
const nowSeconds = (): number => Math.floor(Date.now() / 1000);

/** Trusts the keys of some numbers. */
function trust(...numbers: readonly number[]): void {
  for (const number of numbers) expect(world.dxg(["key", "trust", testKey(number).publicKey]).code).toBe(0);
}

/** Writes a bundle with signatures of now. */
function put(
  name: string,
  version: string,
  numbers: readonly number[],
  text = "# {{ name }}\n",
  expires = 0,
): Uint8Array {
  const all = statement({ version, time: nowSeconds() - 60, expires });
  const keys = numbers.map(testKey);
  const bytes = keys.reduce((file, key) => addSignature(file, key, all), smallBundle(version, "note", text));
  world.write({ [name]: bytes });
  return bytes;
}

function generate(name: string, ...flags: readonly string[]): Ended {
  return world.dxg(["generate", `./${name}`, "Wood", "-o", "out", ...flags]);
}

function removeFile(name: string): void {
  rmSync(world.path(name));
}

/** It fails with the code, and neither the folder nor the home is other than before. */
function refused(code: string, run: () => Ended): void {
  const before = [world.tree(), treeOfHome()];
  const { code: exit, err } = run();
  expect(err).toContain(`error[${code}]`);
  expect(exit).toBe(1);
  expect([world.tree(), treeOfHome()]).toEqual(before);
}

function treeOfHome(): unknown {
  return world.tree("../home");
}

describe("signed bundles", () => {
  test("row B1: every changed byte is refused by verify, whether the checksum is repaired or not", () => {
    trust(1);
    const good = put("note.dxf", "1.0.0", [1]);
    expect(world.dxg(["template", "verify", "note.dxf"]).code).toBe(0);
    mkdirSync(world.path("changed"));
    let count = 0;
    for (let at = 0; at < good.length; at += 1) {
      const changed = good.slice();
      changed[at]! ^= 1 << (at % 8);
      // The checksum of a damaged file is wrong, that of a forged one is right.
      writeFileSync(
        world.path(`changed/${at}.dxf`),
        at % 3 === 0 || (at >= 8 && at < 16) ? changed : repaired(changed),
      );
      count += 1;
    }
    const { out, code } = world.dxg(["template", "verify", "changed", "--json"]);
    expect(code).toBe(1);
    const { files } = JSON.parse(out) as { files: { verdict: string; code: string }[] };
    expect(files.length).toBe(count);
    expect(new Set(files.map(({ verdict }) => verdict))).toEqual(new Set(["refused"]));
    expect(files.filter((one) => one.code === "trust/bad-signature").length).toBeGreaterThan(good.length / 3);
  });

  test("row B1 B14: content that no reader would take is not read before the signature is refused", () => {
    trust(1);
    const good = put("note.dxf", "1.0.0", [1]);
    for (const tag of ["META", "CODE", "PARM"] as const) {
      const changed = good.slice();
      const { offset } = place(changed, tag);
      changed.fill(0xff, offset, offset + 4);
      world.write({ "note.dxf": repaired(changed) });
      refused("trust/bad-signature", () => generate("note.dxf"));
    }
  });

  test("row B1: generate uses a bundle whose signature is sound, and refuses it once changed", () => {
    trust(1);
    const good = put("note.dxf", "1.0.0", [1]);
    expect(generate("note.dxf").code).toBe(0);
    expect(world.read("out/Wood.md")).toBe("# Wood\n");
    const changed = good.slice();
    const at = Buffer.from(changed).indexOf("# ");
    changed[at] = 0x21;
    world.write({ "note.dxf": repaired(changed) });
    refused("trust/bad-signature", () => generate("note.dxf"));
  });

  test("row B2: another name, version or comment with the same content is refused", () => {
    trust(1);
    const good = put("note.dxf", "1.0.0", [1]);
    const [signature] = readSigned(good).signatures;
    for (const change of [{ name: "notes" }, { version: "9.0.0" }, { comment: "by the makers of dxg" }]) {
      world.write({ "note.dxf": withSignatures(good, [{ ...signature!, ...change }]) });
      refused("trust/bad-signature", () => generate("note.dxf"));
    }
    // Signed by the key itself, but not for what the template calls itself.
    world.write({
      "note.dxf": addSignature(smallBundle(), testKey(1), statement({ version: "9.0.0", time: nowSeconds() })),
    });
    refused("trust/bad-signature", () => generate("note.dxf"));
  });

  test("row B3: an older version is refused once a newer one was used, unless --allow-rollback is given", () => {
    trust(1);
    put("old.dxf", "1.2.0", [1], "old {{ name }}\n");
    put("new.dxf", "1.10.0", [1], "new {{ name }}\n");
    expect(generate("old.dxf").code).toBe(0);
    // A dry run leaves no record.
    expect(generate("new.dxf", "--on-conflict", "overwrite", "--dry-run").code).toBe(0);
    expect(generate("old.dxf").code).toBe(0);
    expect(generate("new.dxf", "--on-conflict", "overwrite").code).toBe(0);
    refused("trust/rollback", () => generate("old.dxf", "--on-conflict", "overwrite"));
    expect(generate("old.dxf", "--on-conflict", "overwrite", "--allow-rollback").code).toBe(0);
    refused("trust/rollback", () => generate("old.dxf"));
  });

  test("row B3: a version that cannot be recorded is told on standard error, as it cannot be noticed later", () => {
    trust(1);
    put("note.dxf", "1.2.0", [1]);
    rmSync(config("lock"), { force: true });
    mkdirSync(config("lock"));
    const { code, err } = generate("note.dxf", "--quiet");
    expect(code).toBe(0);
    expect(err).toStartWith("warning: this version was not recorded, so an older one will not be noticed: ");
    expect(generate("note.dxf", "--quiet", "--dry-run").err).toBe("");
    rmSync(config("lock"), { recursive: true });
    expect(generate("note.dxf", "--quiet").err).toBe("");
  });

  test("row B4: an expired bundle is refused with its date, also by a clock that was set back", () => {
    trust(1);
    const expires = nowSeconds() - 30;
    put("note.dxf", "1.0.0", [1], "# {{ name }}\n", expires);
    refused("trust/expired", () => generate("note.dxf"));
    expect(generate("note.dxf").err).toContain(new Date(expires * 1000).toISOString().slice(0, 10));
    put("note.dxf", "1.0.0", [1], "# {{ name }}\n", nowSeconds() + 3600);
    expect(generate("note.dxf").code).toBe(0);
    // As if the clock had shown a later time before.
    const seen = readFileSync(config("seen"), "utf8");
    writeFileSync(config("seen"), seen.replace(/^clock\t\d+$/m, `clock\t${nowSeconds() + 86_400}`));
    refused("trust/clock", () => generate("note.dxf"));
  });

  test("row B5: the signature of one release does not fit the content of another", () => {
    trust(1);
    const first = put("first.dxf", "1.0.0", [1], "first {{ name }}\n");
    const second = put("second.dxf", "1.0.0", [1], "other {{ name }}\n");
    const section = second.slice(signaturePlace(second).offset);
    const mixed = first.slice();
    mixed.set(section, signaturePlace(first).offset);
    world.write({ "mixed.dxf": repaired(mixed) });
    refused("trust/bad-signature", () => generate("mixed.dxf"));
  });

  test("row B7: a version out of bounds can be neither signed nor read", () => {
    world.dxg(["key", "generate", "--no-passphrase"]);
    world.write({ "far.dxf": smallBundle("9007199254740992.0.0") });
    refused("trust/bad-version", () => world.dxg(["template", "sign", "far.dxf"]));
    trust(1, 2);
    put("far.dxf", "999999999.0.0", [1]);
    put("next.dxf", "2.0.0", [1]);
    expect(generate("far.dxf").code).toBe(0);
    refused("trust/rollback", () => generate("next.dxf"));
    // Recovery: the key is revoked, and its successor starts with a clean record.
    put("next.dxf", "2.0.0", [2]);
    expect(generate("next.dxf").code).toBe(0);
  });

  test("row B8: a threshold counts distinct keys and cannot be 0", () => {
    const keys = [1, 2, 3].map((number) => testKey(number).publicKey);
    const group = (threshold: string, list: readonly string[]): Ended =>
      world.dxg(["key", "trust", "--group", "release", "--threshold", threshold, "--keys", list.join(",")]);
    for (const [threshold, list] of [
      ["0", keys],
      ["4", keys],
      ["-1", keys],
      ["1.5", keys],
      ["2", [keys[0]!, keys[0]!]],
    ] as const) {
      expect(group(threshold, list).code).toBe(2);
    }
    expect(group("2", keys).code).toBe(0);
    put("note.dxf", "1.0.0", [1]);
    refused("trust/threshold", () => generate("note.dxf"));
    // The same key once more beside the file.
    const again = addDetached(put("note.dxf", "1.0.0", [1]), [], testKey(1), statement({ time: nowSeconds() }));
    world.write({ "note.dxf.sig": encodeSig(again) });
    refused("trust/threshold", () => generate("note.dxf"));
    removeFile("note.dxf.sig");
    put("note.dxf", "1.0.0", [1, 3]);
    expect(generate("note.dxf").code).toBe(0);
    writeFileSync(config("trust"), readFileSync(config("trust"), "utf8").replace("release\t2", "release\t0"));
    refused("trust/bad-state", () => generate("note.dxf"));
  });

  test("row B9: what is kept of keys is checked at every use: an exchanged key file signs and trusts nothing", () => {
    world.dxg(["key", "generate", "mine", "--no-passphrase"]);
    const [file = ""] = readdirSync(config("keys"));
    const path = config(`keys/${file}`);
    const text = readFileSync(path, "utf8");
    world.write({ "note.dxf": smallBundle() });
    const sign = (): Ended => world.dxg(["template", "sign", "note.dxf", "--key", "mine"]);
    writeFileSync(path, text.replace(/^public: .*$/m, `public: ${testKey(1).publicKey}`));
    refused("trust/bad-key", sign);
    writeFileSync(path, "garbage");
    refused("trust/bad-key", sign);
    writeFileSync(path, text);
    chmodSync(path, 0o644);
    refused("trust/bad-key", sign);
    chmodSync(path, 0o600);
    expect(sign().code).toBe(0);

    // A key of small order in the trust file, with a signature that fits it wherever such keys are let through.
    const weak = "0100000000000000000000000000000000000000000000000000000000000000";
    refused("trust/bad-key", () => world.dxg(["key", "trust", weak]));
    trust(1);
    writeFileSync(config("trust"), readFileSync(config("trust"), "utf8").replace(testKey(1).publicKey, weak));
    const signature = Uint8Array.fromHex(`${weak}${"00".repeat(32)}`);
    const forged = { ...statement({ time: nowSeconds() }), publicKey: Uint8Array.fromHex(weak), signature };
    world.write({ "note.dxf": withSignatures(smallBundle(), [forged]) });
    refused("trust/bad-signature", () => generate("note.dxf"));
    chmodSync(config("trust"), 0o666);
    refused("trust/bad-state", () => generate("note.dxf"));
    chmodSync(config("trust"), 0o600);
    chmodSync(config(), 0o777);
    refused("trust/bad-state", () => generate("note.dxf"));
  });

  test("row B10: keys of small order, of wrong length and not in canonical form cannot be trusted", () => {
    for (const key of [
      "00".repeat(32),
      `01${"00".repeat(31)}`,
      `ed${"ff".repeat(30)}7f`,
      `ee${"ff".repeat(31)}`,
      "ff".repeat(32),
    ]) {
      refused("trust/bad-key", () => world.dxg(["key", "trust", key]));
    }
    for (const line of ["dxg-ed25519 00", `dxg-ed25519 ${"00".repeat(33)}`, `ssh-ed25519 ${testKey(1).publicKey}`]) {
      world.write({ "a.pub": `${line}\n` });
      refused("trust/bad-key", () => world.dxg(["key", "trust", "a.pub"]));
    }
    put("note.dxf", "1.0.0", [1]);
    trust(1);
    const good = readFileSync(world.path("note.dxf"));
    const order = 2n ** 252n + 27742317777372353535851937790883648493n;
    const s = BigInt(`0x${new Uint8Array(good.subarray(-32)).reverse().toHex()}`) + order;
    const larger = new Uint8Array(good);
    larger.set(Uint8Array.fromHex(s.toString(16).padStart(64, "0")).reverse(), good.length - 32);
    world.write({ "note.dxf": repaired(larger) });
    refused("trust/bad-signature", () => generate("note.dxf"));
  });

  test("row B12: names of keys never become paths; files are named by ids alone", () => {
    for (const name of ["../../evil", "a/b", "..", "/etc/passwd", "-x", "A", "a\nb", ""]) {
      const { code } = world.dxg(["key", "generate", "--no-passphrase", "--", name]);
      expect(code).toBe(2);
    }
    expect(world.dxg(["key", "generate", "--no-passphrase", "--comment", "../../evil"]).code).toBe(0);
    refused("trust/no-key", () => world.dxg(["key", "export", "../../../elsewhere/note"]));
    refused("trust/no-key", () => world.dxg(["key", "revoke", "../0011223344556677"]));
    trust(1);
    world.write({
      "note.dxf": addSignature(smallBundle("1.0.0", "note"), testKey(1), statement({ time: nowSeconds() })),
    });
    expect(generate("note.dxf").code).toBe(0);
    const files = readdirSync(config(), { recursive: true, encoding: "utf8" }).sort();
    expect(files.filter((name) => !/^keys\/[0-9a-f]{16}\.key$/.test(name))).toEqual(["keys", "lock", "seen", "trust"]);
    for (const name of files) expect(statSync(config(name)).mode & 0o077).toBe(0);
  });

  test("row B13: what was verified is what is used, however often the file is exchanged meanwhile", async () => {
    trust(1);
    put("good.dxf", "1.0.0", [1], "good {{ name }}\n");
    const evil = Buffer.from(put("evil.dxf", "1.0.0", [1], "evil {{ name }}\n"));
    evil[evil.length - 1]! ^= 1;
    world.write({ "evil.dxf": repaired(new Uint8Array(evil)) });
    copyFileSync(world.path("good.dxf"), world.path("note.dxf"));
    const endings = new Set<string>();
    let exchange = true;
    const exchanging = (async (): Promise<void> => {
      for (let count = 0; exchange; count += 1) {
        copyFileSync(world.path(count % 2 === 0 ? "evil.dxf" : "good.dxf"), world.path("next.dxf"));
        renameSync(world.path("next.dxf"), world.path("note.dxf"));
        await Bun.sleep(0);
      }
    })();
    for (let count = 0; count < 30; count += 1) {
      const run = Bun.spawn(
        [join(import.meta.dir, "../../dist/dxg"), "generate", "./note.dxf", "Wood", "-o", `out-${count}`],
        {
          cwd: world.folder,
          env: world.environment,
          stdout: "ignore",
          stderr: "pipe",
        },
      );
      const err = await new Response(run.stderr).text();
      await run.exited;
      endings.add(
        run.exitCode === 0 ? world.read(`out-${count}/Wood.md`) : (/error\[([^\]]+)\]/.exec(err)?.[1] ?? err),
      );
    }
    exchange = false;
    await exchanging;
    for (const ending of endings) expect(["good Wood\n", "trust/bad-signature"]).toContain(ending);
  }, 60_000);

  test("row B13: a bundle and its .sig are opened once each", () => {
    if (Bun.which("strace") === null) {
      console.log("not run: strace");
      return;
    }
    trust(1);
    put("note.dxf", "1.0.0", [1]);
    const { out } = world.shell(
      `strace -f -e trace=open,openat,openat2 -o trace "$DXG" generate ./note.dxf Wood -o out >/dev/null; grep -c 'note.dxf"' trace`,
    );
    expect(out.trim()).toBe("1");
  });

  test("row B14: broken headers end in an error code before any signature is looked at", () => {
    trust(1);
    const good = put("note.dxf", "1.0.0", [1]);
    const random = new Random(14);
    mkdirSync(world.path("broken"));
    for (let count = 0; count < 400; count += 1) {
      let bytes = good.slice();
      const head = count % 2 === 0 ? 160 : 24;
      for (let left = 1 + random.below(4); left > 0; left -= 1) bytes[random.below(head)] = random.below(256);
      if (count % 5 === 0) bytes = bytes.slice(0, random.below(bytes.length));
      const sound = bytes.length >= 24 && count % 3 !== 0 ? repaired(bytes) : bytes;
      writeFileSync(world.path(`broken/${count}.dxf`), sound);
      if (count % 7 === 0) writeFileSync(world.path(`broken/${count}.dxf.sig`), sound.slice(random.below(20)));
    }
    const { out, err, code } = world.dxg(["template", "verify", "broken", "--json"]);
    expect({ err, code }).toEqual({ err: "", code: 1 });
    const { files } = JSON.parse(out) as { files: { path: string; verdict: string; code: string }[] };
    expect(files.length).toBe(400);
    for (const one of files) {
      // A byte that was written over by itself, or a checksum that was put right again, leaves the good file.
      if (one.verdict === "trusted") expect(readFileSync(world.path(one.path))).toEqual(Buffer.from(good));
      else expect(one.code).toMatch(/^(?:format|trust)\//);
    }
  });
});

describe("trust files", () => {
  test("keep what runs side by side write", async () => {
    const runs = Array.from({ length: 12 }, (_, number) =>
      Bun.spawn([join(import.meta.dir, "../../dist/dxg"), "key", "trust", testKey(number + 1).publicKey], {
        cwd: world.folder,
        env: world.environment,
        stdout: "ignore",
        stderr: "pipe",
      }),
    );
    for (const run of runs) expect(await run.exited).toBe(0);
    const { trusted } = JSON.parse(world.dxg(["key", "list", "--json"]).out) as { trusted: unknown[] };
    expect(trusted.length).toBe(12);
  });
});
