import type { CampaignFile } from "./file.js";
import { isInShard, shardSize, shardText } from "./plan.js";
import { changedSettings } from "./resume.js";
import { type CampaignHeader, isSameRow, type Row } from "./row.js";

/** One of the files that are put together, by its name. */
export interface NamedCampaign {
  readonly name: string;
  readonly campaign: CampaignFile;
}

/** Several parts of a campaign as one, and what is wrong with it. */
export interface Merged {
  readonly header: CampaignHeader;
  /** In the order of the list of tests. */
  readonly rows: readonly Row[];
  /** How many rows stood in a second file and said the same. */
  readonly duplicates: number;
  /** Tests about which two files do not say the same. */
  readonly conflicts: readonly { readonly test: string; readonly files: readonly string[] }[];
  readonly gaps: readonly Gap[];
}

/** Tests that no file has a row for. */
export interface Gap {
  /** `3/16`; null for files of a campaign that is not in shards. */
  readonly shard: string | null;
  readonly missing: number;
  readonly of: number;
  /** Whether there is no file of the shard at all. */
  readonly isWhole: boolean;
}

/** Why files are not parts of one campaign, in words: `b.jsonl: --model: sc there, tso now`; empty when they are. */
export function misfits(files: readonly NamedCampaign[]): readonly string[] {
  const [first, ...others] = files;
  return others.flatMap(({ name, campaign: { header } }) => {
    const one = first!.campaign.header;
    const settings = changedSettings(one, header).map((text) =>
      text.replace(/ there, /, ` in ${first!.name}, `).replace(/ now$/, ` in ${name}`),
    );
    const isSameList = header.list === one.list && header.tests === one.tests;
    const list = isSameList ? [] : [`it is about another list of tests than ${first!.name}`];
    return [...settings, ...list].map((text) => `${name}: ${text}`);
  });
}

/** Puts files together that fit. Of rows that differ, the one of the last file stays. */
export function merge(files: readonly NamedCampaign[]): Merged {
  const rows = new Map<string, { readonly row: Row; readonly name: string }>();
  const conflicts: { test: string; files: readonly string[] }[] = [];
  let duplicates = 0;
  for (const { name, campaign } of files) {
    for (const row of campaign.rows.values()) {
      const other = rows.get(row.test);
      rows.set(row.test, { row, name });
      if (other === undefined) continue;
      if (isSameRow(other.row, row)) duplicates++;
      else conflicts.push({ test: row.test, files: [other.name, name] });
    }
  }
  const sorted = [...rows.values()].map(({ row }) => row).sort((a, b) => a.index - b.index);
  const header = { ...files[0]!.campaign.header, shard: null };
  return { header, rows: sorted, duplicates, conflicts, gaps: gapsIn(files, sorted) };
}

function gapsIn(files: readonly NamedCampaign[], rows: readonly Row[]): readonly Gap[] {
  const headers = files.map(({ campaign }) => campaign.header);
  const { tests } = headers[0]!;
  const isDone = new Set(rows.map(({ index }) => index));
  const counts = new Set(headers.map(({ shard }) => shard?.count ?? 1));
  const [count] = counts;
  // Shards of different sizes together: there is no name for what is missing.
  if (counts.size > 1 || count === 1) {
    const missing = tests - isDone.size;
    return missing === 0 ? [] : [{ shard: null, missing, of: tests, isWhole: false }];
  }
  const present = new Set(headers.map(({ shard }) => shard!.index));
  const shards = Array.from({ length: count! }, (_, k) => ({ index: k + 1, count: count! }));
  return shards.flatMap((shard): readonly Gap[] => {
    const of = shardSize(tests, shard);
    let done = 0;
    for (const index of isDone) if (isInShard(index, shard)) done++;
    if (done === of) return [];
    return [
      { shard: shardText(shard), missing: of - done, of, isWhole: !present.has(shard.index) },
    ];
  });
}
