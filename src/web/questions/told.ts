/** A table of text; columns of numbers stand at the right. */
export interface TableShown {
  readonly columns: readonly { readonly header: string; readonly align: "left" | "right" }[];
  readonly rows: readonly (readonly string[])[];
}

/** How an outcome comes about, or why it is impossible. */
export interface ExplainAnswer {
  readonly kind: "explain";
  readonly title: string;
  /** What is to be said when there is no table; else empty. */
  readonly brief: string;
  readonly table: TableShown | null;
  /** What was out of order, where it ends, what it rests on; with the lines of the test that it speaks of. */
  readonly points: readonly PointShown[];
  readonly pictures: readonly PictureShown[];
}

export interface PointShown {
  readonly label: string;
  readonly text: string;
  readonly lines: readonly { readonly line: number; readonly text: string }[];
}

/** A picture as SVG. */
export interface PictureShown {
  readonly title: string;
  readonly svg: string;
}

/** Every smallest set of changes that makes the outcome impossible, by the models for which it does. */
export interface FixAnswer {
  readonly kind: "fix";
  readonly sets: readonly RepairSetShown[];
  readonly isComplete: boolean;
}

export interface RepairSetShown {
  /** `under wmm`, `under all of these at once`. */
  readonly title: string;
  readonly isComplete: boolean;
  /** Cheapest first. */
  readonly repairs: readonly RepairShown[];
}

export interface RepairShown {
  /** Relative; by models where they differ. */
  readonly cost: string;
  readonly changes: readonly string[];
  /** The whole test with the repair made. */
  readonly text: string;
}

/** A word that the editor completes and explains. */
export interface WordShown {
  readonly name: string;
  readonly kind: "primitive" | "location" | "register";
  /** What it takes, or of which thread it is. */
  readonly detail: string;
  /** What it orders; empty for a name. */
  readonly ordering: string;
  readonly group: string;
}

/** The words of the text's language, and the names of its test. */
export interface VocabularyAnswer {
  readonly kind: "vocabulary";
  readonly language: string;
  /** Null when the asker knows the language. */
  readonly primitives: readonly WordShown[] | null;
  /** Null while the text is no test. */
  readonly names: readonly WordShown[] | null;
}
