import { useEffect, useRef, useState } from "preact/hooks";
import { type Address, decodeAddress, encodeAddress } from "./address.js";
import { readLinked } from "./linked.js";
import { FIRST_TEST, shippedText } from "./playground/catalogue.js";

/** What the page shows: its address, and the text of the test that it holds. */
export interface Shown {
  readonly address: Address;
  readonly text: string;
  /** What the address asks for and is not there, in words. */
  readonly problem: string | null;
  /** The shipped test that was opened last: a text that is edited back to it is that test again. */
  readonly origin: { readonly test: string; readonly text: string } | null;
}

/** Reads what stands behind `#`; a page without a test shows the first one. */
export async function readShown(hash: string): Promise<Shown> {
  if (/^#?s\d+\./.test(hash)) return readLinked(hash);
  const address = await decodeAddress(hash);
  if (address.text !== null) return { address, text: address.text, problem: null, origin: null };
  const test = address.test ?? FIRST_TEST.path;
  const text = await shippedText(test);
  const isBroken = address.test === null && /[#&]text=/.test(hash);
  if (text === null) {
    const problem = `This version of litmus ships no test ${test}.`;
    return { address: { ...address, test: null }, text: "", problem, origin: null };
  }
  const problem = isBroken ? "The link is not whole: the text of its test cannot be read." : null;
  return { address: { ...address, test }, text, problem, origin: { test, text } };
}

/** What the page shows, kept in its URL: going back comes to the view, test or lesson that was shown before. */
export function useShown(first: Shown) {
  const [shown, setShown] = useState(first);
  const { address } = shown;
  const last = useRef(address);
  const go = (change: Partial<Address>) => {
    setShown((now) => ({ ...now, address: { ...now.address, ...change } }));
  };
  const open = (test: string | null, text: string, change: Partial<Address> = {}) => {
    setShown((now) => {
      const origin = test === null ? now.origin : { test, text };
      const path = origin?.text === text ? origin.test : null;
      const rest = { outcome: null, path: [], at: 0, ...change };
      return {
        address: { ...now.address, test: path, text, ...rest },
        text,
        problem: null,
        origin,
      };
    });
  };
  useEffect(() => {
    let isLatest = true;
    void encodeAddress(address).then((hash) => {
      if (!isLatest || location.hash === `#${hash}`) return;
      if (isNewPlace(last.current, address)) history.pushState(null, "", `#${hash}`);
      else history.replaceState(null, "", `#${hash}`);
      last.current = address;
    });
    return () => {
      isLatest = false;
    };
  }, [address]);
  useEffect(() => {
    const follow = async () => {
      const { hash } = location;
      const next = await readShown(hash);
      if (location.hash !== hash) return;
      last.current = next.address;
      setShown((now) => ({ ...next, origin: next.origin ?? now.origin }));
    };
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, []);
  return { ...shown, go, open };
}

/** Whether a reader would want to come back from one address to the other, and not only to a step before. */
function isNewPlace(from: Address, to: Address): boolean {
  return from.view !== to.view || from.test !== to.test || from.lesson !== to.lesson;
}
