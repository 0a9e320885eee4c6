import type { SchemaColumn } from "../flow-type.js";
import type { Row } from "./row.js";
import { readTable } from "./structured-dataset.js";

/** A table of Flyte's older `schema` type: a folder of Parquet files. */
export class FlyteSchema {
  readonly uri: string;
  readonly columns: readonly SchemaColumn[];

  constructor(uri: string, { columns = [] }: { readonly columns?: readonly SchemaColumn[] } = {}) {
    this.uri = uri;
    this.columns = columns;
  }

  /** All rows, as {@link StructuredDataset.rows} gives them. */
  async rows(): Promise<readonly Row[]> {
    const columns = this.columns.map(({ name, type }) => ({ name, type: { kind: type } }));
    return readTable(this, "parquet", columns);
  }

  toJSON(): string {
    return this.uri;
  }
}
