import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { type Address, encodeAddress } from "../address.js";
import type { TestShown } from "./protocol.js";

/** What every address has that is about something else than what a link is to. */
const BLANK: Address = {
  view: "verdicts",
  test: null,
  text: null,
  model: null,
  variant: null,
  outcome: null,
  path: [],
  at: 0,
  isFine: false,
  lesson: null,
};

interface LinkProps {
  readonly to: Partial<Address>;
  readonly children: ComponentChildren;
}

/** A link to another place of the page: one that a browser can open in a window of its own. */
export function Link({ to, children }: LinkProps) {
  const [href, setHref] = useState("#");
  const key = JSON.stringify(to);
  useEffect(() => {
    let isLatest = true;
    void encodeAddress({ ...BLANK, ...to }).then((hash) => {
      if (isLatest) setHref(`#${hash}`);
    });
    return () => {
      isLatest = false;
    };
  }, [key]);
  return <a href={href}>{children}</a>;
}

interface TestLinksProps {
  readonly test: TestShown;
  /** The model whose machine the stepper begins with; null for the one that the page chooses. */
  readonly model?: string | null;
}

/** Where a test can be tried. */
export function TestLinks({ test, model = null }: TestLinksProps) {
  const place = placeOf(test);
  return (
    <p class="test-links">
      <Link to={{ ...place, view: "verdicts", model }}>Open in the playground</Link>{" "}
      <Link to={{ ...place, view: "stepper", model }}>Open in the stepper</Link>
    </p>
  );
}

/** A shipped test with all of its variants, else the text that the lesson shows. */
export function placeOf({ path, variant, text }: TestShown): Partial<Address> {
  return path === null ? { text } : { test: path, variant };
}

/** A test as the text names it. */
export function nameOf({ name, variant }: TestShown): string {
  return variant === null ? name : `${name}, ${variant}`;
}
