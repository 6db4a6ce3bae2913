import { useEffect, useRef, useState } from "preact/hooks";
import { loadCatalogue } from "./catalogue.js";
import { type Found, search } from "./search.js";

/** Tests that the list shows at most: a reader who sees more writes another word. */
const SHOWN_MAX = 60;

interface FinderProps {
  /** Path of the test that is open; null for a text of the user. */
  readonly test: string | null;
  onOpen(test: string, text: string, change: { model: null; variant: null }): void;
}

/** A field that finds shipped tests by words of their paths and texts, and the list of what it finds. */
export function Finder({ test, onOpen }: FinderProps) {
  /** What is looked for; null while the list is shut. */
  const [words, setWords] = useState<string | null>(null);
  const [active, setActive] = useState(0);
  const catalogue = useCatalogue(words !== null);
  const place = useRef<HTMLDivElement>(null);
  const found = words === null ? [] : search(catalogue.tests, words);
  const shown = found.slice(0, SHOWN_MAX);
  const look = (next: string | null, index = 0) => {
    setWords(next);
    setActive(index);
  };
  const open = ({ path, text }: Found) => {
    look(null);
    onOpen(path, text, { model: null, variant: null });
  };
  const press = (event: KeyboardEvent) => {
    const index = moved(event.key, active, shown.length);
    if (event.key === "Escape") look(null);
    else if (event.key === "ArrowDown" && words === null) look("");
    else if (event.key === "Enter" && shown[active] !== undefined) open(shown[active]);
    else if (words !== null && index !== null) setActive(index);
    else return;
    event.preventDefault();
  };
  const shut = (event: FocusEvent) => {
    if (!place.current?.contains(event.relatedTarget as Node | null)) look(null);
  };
  return (
    <div class="finder" ref={place} onFocusOut={shut}>
      <label>
        <span>Test</span>
        <input
          role="combobox"
          aria-expanded={words !== null}
          aria-controls="tests"
          aria-autocomplete="list"
          aria-activedescendant={shown[active] === undefined ? undefined : `test-${active}`}
          autocomplete="off"
          spellcheck={false}
          value={words ?? test ?? ""}
          placeholder={test === null ? "your own; find one that ships" : "path, title, words"}
          onFocus={() => look("")}
          onInput={(event) => look(event.currentTarget.value)}
          onKeyDown={press}
        />
      </label>
      {words !== null && (
        <div class="found">
          <p role="status">
            {catalogue.problem ?? said(catalogue.tests.size, found.length, words)}
          </p>
          <Results found={shown} active={active} onOpen={open} />
        </div>
      )}
    </div>
  );
}

/** The tests that ship, once somebody wants them. */
function useCatalogue(isWanted: boolean) {
  const [tests, setTests] = useState<ReadonlyMap<string, string>>(new Map());
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    if (!isWanted || tests.size > 0) return;
    setProblem(null);
    loadCatalogue().then(setTests, () => setProblem("The tests could not be loaded."));
  }, [isWanted]);
  return { tests, problem };
}

function said(all: number, found: number, words: string): string {
  if (all === 0) return "Loading.";
  if (words.trim() === "") return `${all} tests. Write words of a path, a title, a text.`;
  const count = found === 0 ? "No test has" : found === 1 ? "1 test has" : `${found} tests have`;
  return `${count} ${words.trim().split(/\s+/).join(" and ")}.`;
}

/** Where a key leads in a list; null for a key that does not. */
function moved(key: string, from: number, count: number): number | null {
  if (key === "ArrowDown") return Math.min(from + 1, count - 1);
  if (key === "ArrowUp") return Math.max(from - 1, 0);
  if (key === "PageDown") return Math.min(from + 8, count - 1);
  if (key === "PageUp") return Math.max(from - 8, 0);
  return null;
}

interface ResultsProps {
  readonly found: readonly Found[];
  readonly active: number;
  onOpen(found: Found): void;
}

function Results({ found, active, onOpen }: ResultsProps) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }, [active]);
  return (
    <div role="listbox" id="tests" aria-label="Tests" ref={list}>
      {found.map((one, i) => (
        // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus and names the active test.
        // biome-ignore lint/a11y/useKeyWithClickEvents: the field listens to the keys.
        <div
          role="option"
          key={one.path}
          id={`test-${i}`}
          aria-selected={i === active}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onOpen(one)}
        >
          <span>{one.path}</span> <small>{one.title}</small>
        </div>
      ))}
    </div>
  );
}
