import {
  type CampaignReport,
  findingsOf,
  placeParts,
  type Severity,
  severityOf,
} from "./campaign.js";

/** The parts of SARIF 2.1.0 (OASIS standard, 2020) that a log of litmus has. */
interface SarifLog {
  readonly $schema: string;
  readonly version: "2.1.0";
  readonly runs: readonly {
    readonly tool: {
      readonly driver: {
        readonly name: string;
        readonly version: string;
        readonly rules: readonly {
          readonly id: string;
          readonly shortDescription: { readonly text: string };
        }[];
      };
    };
    readonly invocations: readonly { readonly executionSuccessful: boolean }[];
    readonly results: readonly SarifResult[];
  }[];
}

interface SarifResult {
  readonly ruleId: string;
  readonly level: "error" | "warning" | "note";
  readonly message: { readonly text: string };
  readonly locations: readonly {
    readonly physicalLocation: {
      readonly artifactLocation: { readonly uri: string };
      readonly region: { readonly startLine: number; readonly startColumn: number };
    };
  }[];
}

/** A log in the Static Analysis Results Interchange Format: a result for everything that is wrong with a test. */
export const sarif: CampaignReport = {
  begin: () => "",
  row: () => "",
  end({ rows, isInterrupted }, { version }) {
    const results = rows.flatMap((row) => {
      const level = LEVELS[severityOf(row)];
      return level === null ? [] : findingsOf(row).map((finding) => resultOf(finding, level));
    });
    const ids = [...new Set(results.map(({ ruleId }) => ruleId))].sort();
    const rules = ids.map((id) => ({
      id,
      shortDescription: { text: RULES[id] ?? `Error: ${id}` },
    }));
    const log: SarifLog = {
      $schema: "https://json.schemastore.org/sarif-2.1.0.json",
      version: "2.1.0",
      runs: [
        {
          tool: { driver: { name: "litmus", version, rules } },
          invocations: [{ executionSuccessful: !isInterrupted }],
          results,
        },
      ],
    };
    return `${JSON.stringify(log, null, 2)}\n`;
  },
};

const LEVELS: Readonly<Record<Severity, SarifResult["level"] | null>> = {
  ok: null,
  skipped: "note",
  bounded: "warning",
  failed: "error",
  error: "error",
};

/** What kinds of findings mean; the others are the codes of errors in a test's text. */
const RULES: Readonly<Record<string, string>> = {
  differs: "An outcome is not as expected",
  fault: "An execution can fail",
  bounded: "No answer within the limits",
  bug: "Machine and axioms of a model differ: a bug in litmus",
  skipped: "A model does not speak of what the test does",
  unsupported: "The test cannot be compared with its known answer",
  crashed: "The process that ran the test ended",
};

function resultOf(
  { kind, message, place }: ReturnType<typeof findingsOf>[number],
  level: SarifResult["level"],
): SarifResult {
  const { file, line, column } = placeParts(place);
  const region = { startLine: line, startColumn: column };
  const artifactLocation = { uri: encodeURI(file) };
  return {
    ruleId: kind,
    level,
    message: { text: message },
    locations: [{ physicalLocation: { artifactLocation, region } }],
  };
}
