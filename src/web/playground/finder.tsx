import { catalogue } from "./catalogue.js";

interface FinderProps {
  /** Path of the test that is open; null for a text of the user. */
  readonly test: string | null;
  onOpen(test: string, text: string): void;
}

/** A field that finds shipped tests by parts of their paths. */
export function Finder({ test, onOpen }: FinderProps) {
  const choose = (event: Event) => {
    const path = (event.currentTarget as HTMLInputElement).value;
    const text = catalogue.get(path);
    if (text !== undefined) onOpen(path, text);
  };
  return (
    <label class="catalogue">
      Test{" "}
      <input
        list="tests"
        value={test ?? ""}
        placeholder={`search ${catalogue.size} tests`}
        onFocus={(event) => event.currentTarget.select()}
        onInput={choose}
      />
      <datalist id="tests">
        {[...catalogue.keys()].map((path) => (
          <option key={path} value={path} />
        ))}
      </datalist>
    </label>
  );
}
