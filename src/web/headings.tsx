interface ModelHeadingsProps {
  /** Ids of models. */
  readonly models: readonly string[];
}

/** A heading of a column for each model. */
export function ModelHeadings({ models }: ModelHeadingsProps) {
  return (
    <>
      {models.map((model) => (
        <th scope="col" key={model}>
          {model}
        </th>
      ))}
    </>
  );
}
