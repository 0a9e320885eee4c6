/** The tables of a journal, step by step; steps are added at the end and never changed. */
export const schema: readonly string[] = [
  `CREATE TABLE runs (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    pipeline TEXT NOT NULL,
    dag TEXT NOT NULL,
    inputs TEXT NOT NULL,
    origin TEXT NOT NULL,
    phase TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    ended_at INTEGER,
    outcome TEXT,
    token TEXT, pid INTEGER, host TEXT, mark TEXT, beat INTEGER,
    abort TEXT,
    parent TEXT
  );
  CREATE INDEX runs_by_time ON runs (created_at);
  CREATE TABLE dags (digest TEXT PRIMARY KEY, json TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE batches (
    run INTEGER NOT NULL, seq INTEGER NOT NULL, count INTEGER NOT NULL, events TEXT NOT NULL,
    PRIMARY KEY (run, seq)
  ) WITHOUT ROWID;
  CREATE TABLE signals (run INTEGER NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, UNIQUE (run, name));
  CREATE TABLE spills (run INTEGER NOT NULL, digest TEXT NOT NULL, PRIMARY KEY (run, digest)) WITHOUT ROWID;
  CREATE INDEX spills_by_digest ON spills (digest);`,
  `CREATE TABLE owed (
    run INTEGER NOT NULL, place TEXT NOT NULL, execution TEXT NOT NULL, cause TEXT NOT NULL, at INTEGER NOT NULL, why TEXT,
    PRIMARY KEY (run, place, execution)
  ) WITHOUT ROWID;`,
  `ALTER TABLE runs ADD COLUMN code TEXT;
  CREATE TABLE codes (digest TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID;`,
];
