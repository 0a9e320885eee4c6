import { randomBytes } from "node:crypto";
import type { BlobStore } from "../../../lib/blobs/index.js";
import { type Database, type DatabaseOptions, openDatabase } from "../../../lib/sqlite/index.js";
import { runListing } from "../run-listing.js";
import { growing, newProject, type Store } from "../store.js";
import { diskExecutions } from "./disk-executions.js";
import { diskHistory } from "./disk-history.js";
import { diskLiterals } from "./disk-literals.js";
import {
  attributeCodec,
  catalogCodec,
  descriptionCodec,
  launchPlanCodec,
  namedEntityCodec,
  projectCodec,
  signalCodec,
  taskCodec,
  workflowCodec,
} from "./entity-codecs.js";
import { type Codec, entityTable } from "./entity-table.js";
import { expectRoom } from "./expect-room.js";
import { schema } from "./schema.js";
import { writeBehind } from "./write-behind.js";

/** How a store in a file is opened. */
export interface OpenStoreOptions {
  /** The file; one emulator at a time holds it. */
  readonly database: string;
  readonly blobs: BlobStore;
  /** Uri below which values are put as files. */
  readonly root: string;
  /** Projects that there are beside those that were registered. */
  readonly projects: readonly string[];
  readonly domains: readonly string[];
  /** What an answer to a client survives; default `normal`: the death of the process, not a power loss. */
  readonly durability?: DatabaseOptions["durability"];
  now(): number;
}

// Row numbers that are set aside at once, so that none is given twice after a crash.
const block = 1000;

/** Opens or makes a store in a file. Fails as `openDatabase` does; `STATE_LOCKED` names the emulator that holds it. */
export function openStore(options: OpenStoreOptions): Store {
  const { durability = "normal", now } = options;
  const database = openDatabase(options.database, { schema, durability, exclusive: true, now });
  try {
    return storeIn(database, options);
  } catch (error) {
    database.close();
    throw error;
  }
}

function storeIn(database: Database, { blobs, root, projects, domains, now }: OpenStoreOptions): Store {
  const behind = writeBehind(database);
  const table = <Row>(codec: Codec<Row>) => entityTable(database, behind, codec);
  const registered = {
    tasks: table(taskCodec),
    workflows: table(workflowCodec),
    launchPlans: table(launchPlanCodec),
  };
  const runs = { plans: registered.launchPlans, listing: runListing(registered) };
  const data = diskLiterals(database, behind, [blobs, root]);
  const store: Store = {
    ...registered,
    domains,
    projects: table(projectCodec),
    descriptions: table(descriptionCodec),
    attributes: table(attributeCodec),
    namedEntities: table(namedEntityCodec),
    signals: table(signalCodec),
    catalog: table(catalogCodec),
    executions: diskExecutions(database, behind, runs),
    data,
    key: keyOf(database),
    history: diskHistory(database, behind),
    now: growing(now, lastMoment(database)),
    nextSerial: serials(database, (write) => behind.later("serial", write)),
    expectRoom: () => expectRoom(database.file),
    commit: behind.flush,
    async close() {
      try {
        await data.settled();
        behind.close();
      } finally {
        database.close();
      }
    },
  };
  for (const id of projects) if (!store.projects.has(id)) store.projects.set(id, newProject(id));
  behind.flush();
  return store;
}

function serials(database: Database, later: (write: () => void) => void): () => number {
  const read = database.prepare<{ value: number }>("SELECT value FROM facts WHERE name = 'serial'");
  const write = database.prepare("INSERT OR REPLACE INTO facts (name, value) VALUES ('serial', ?)");
  let serial = read.get()?.value ?? 0;
  let reserved = serial;
  return () => {
    serial += 1;
    if (serial > reserved) {
      reserved = serial + block;
      later(() => void write.run(reserved));
    }
    return serial;
  };
}

function keyOf(database: Database): Uint8Array {
  const found = database.prepare<{ value: Uint8Array }>("SELECT value FROM facts WHERE name = 'key'").get();
  if (found !== undefined) return found.value;
  const key = randomBytes(32);
  database.prepare("INSERT INTO facts (name, value) VALUES ('key', ?)").run(key);
  return key;
}

// The order of insertion is that of creation, even if the clock was set back meanwhile.
function lastMoment(database: Database): number {
  const sql = "SELECT f_created_at / 1000000 AS at FROM executions ORDER BY serial DESC LIMIT 1";
  return database.prepare<{ at: number }>(sql).get()?.at ?? 0;
}
