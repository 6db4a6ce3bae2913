import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeLink, encodeLink, fingerprint, type Link } from "../../src/stepper/link.js";

const text = fc.string({ unit: "grapheme", maxLength: 40 });
const links: fc.Arbitrary<Link> = fc.record({
  test: fc.oneof(
    fc.record({
      kind: fc.constant("name" as const),
      name: text,
      fingerprint: text.map(fingerprint),
    }),
    fc.record({ kind: fc.constant("text" as const), name: text, text }),
  ),
  model: fc.constantFrom("sc", "wmm", "c20"),
  variant: fc.option(text),
  isFine: fc.boolean(),
  loopRoundsMax: fc.integer({ min: 1, max: 999 }),
  path: fc.array(fc.oneof(fc.nat(8), fc.nat(61), fc.nat(5000)), { maxLength: 40 }),
});

const LINK: Link = {
  test: { kind: "name", name: "litmus/classic/SB.lit", fingerprint: fingerprint("C SB") },
  model: "tso",
  variant: "po",
  isFine: false,
  loopRoundsMax: 8,
  path: [0, 0, 1, 70, 2],
};

describe("a link", () => {
  test("says what went into it, in characters that a URL holds as they are", () => {
    fc.assert(
      fc.property(links, (link) => {
        const encoded = encodeLink(link);
        expect(encoded).toMatch(/^[\w.~-]+$/);
        expect(decodeLink(encoded)).toEqual({ link, problem: null });
      }),
      { numRuns: 300, seed: 8 },
    );
  });

  test("is what it was: links are kept for years", () => {
    expect(encodeLink(LINK)).toBe(
      "s1.dHNv.c8.vcG8.001~70~2.n.bGl0bXVzL2NsYXNzaWMvU0IubGl0.1tkhs9z.1cf8iyc",
    );
  });

  test("that was changed or cut off is not taken for another", () => {
    const encoded = encodeLink(LINK);
    const positions = fc.nat(encoded.length - 1);
    fc.assert(
      fc.property(positions, fc.constantFrom(..."aZ0.~"), (at, other) => {
        const broken = encoded.slice(0, at) + other + encoded.slice(at + 1);
        if (broken !== encoded) expect(decodeLink(broken).link).toBeNull();
        expect(decodeLink(encoded.slice(0, at)).link).toBeNull();
      }),
      { numRuns: 300, seed: 8 },
    );
  });

  test("of any text gives an answer", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          text,
          text.map((body) => `s1.${body}.${fingerprint(`s1.${body}`)}`),
        ),
        (t) => {
          const { link, problem } = decodeLink(t);
          expect(link === null).toBe(problem !== null);
        },
      ),
      { numRuns: 300, seed: 8 },
    );
  });

  test.each([
    ["", "this is no link to a state: it does not begin with s1."],
    ["https://example.org", "this is no link to a state: it does not begin with s1."],
    ["s2.dHNv.x", "the link is of version 2, and this litmus reads version 1"],
    [
      "s1.dHNv.c8",
      "the link is not whole: a part of it is missing, or a character is not as it was",
    ],
  ])("%s is refused with the reason", (link, problem) => {
    expect(decodeLink(link)).toEqual({ link: null, problem });
  });
});
