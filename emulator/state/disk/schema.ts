/** Steps of the schema of `emulator.db`; the columns `f_…` are those of the listing of executions. */
export const schema: readonly string[] = [
  `
  CREATE TABLE facts (name TEXT PRIMARY KEY, value) WITHOUT ROWID;

  CREATE TABLE entities (
    place INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    facts TEXT NOT NULL,
    message BLOB,
    extra BLOB,
    UNIQUE (kind, key)
  );

  CREATE TABLE executions (
    serial INTEGER PRIMARY KEY,
    message BLOB NOT NULL,
    plan TEXT NOT NULL,
    inputs BLOB NOT NULL,
    user_inputs BLOB,
    has_ended INTEGER NOT NULL,
    f_created_at INTEGER NOT NULL,
    f_updated_at INTEGER,
    f_execution_project TEXT NOT NULL,
    f_execution_domain TEXT NOT NULL,
    f_execution_name TEXT NOT NULL,
    f_phase TEXT NOT NULL,
    f_state INTEGER NOT NULL,
    f_mode INTEGER,
    f_launch_entity TEXT,
    f_error_kind TEXT,
    f_error_code TEXT,
    f_user TEXT,
    f_cluster TEXT,
    f_abort_cause TEXT,
    f_started_at INTEGER,
    f_execution_created_at INTEGER,
    f_execution_updated_at INTEGER,
    f_duration INTEGER,
    f_launch_plan__project TEXT,
    f_launch_plan__domain TEXT,
    f_launch_plan__name TEXT,
    f_launch_plan__version TEXT,
    f_workflow__project TEXT,
    f_workflow__domain TEXT,
    f_workflow__name TEXT,
    f_workflow__version TEXT,
    f_task__project TEXT,
    f_task__domain TEXT,
    f_task__name TEXT,
    f_task__version TEXT,
    f_admin_tag__name TEXT,
    f_execution_tag__execution_project TEXT,
    f_execution_tag__execution_domain TEXT,
    f_execution_tag__execution_name TEXT,
    f_execution_tag__key TEXT,
    f_execution_tag__value TEXT,
    UNIQUE (f_execution_project, f_execution_domain, f_execution_name)
  );
  CREATE INDEX executions_in_flight ON executions (serial) WHERE has_ended = 0;
  CREATE INDEX executions_by_time ON executions (f_execution_project, f_execution_domain, f_created_at);
  CREATE INDEX executions_by_phase ON executions (f_execution_project, f_execution_domain, f_phase, f_created_at);
  CREATE INDEX executions_by_workflow
    ON executions (f_execution_project, f_execution_domain, f_workflow__name, f_created_at);
  CREATE INDEX executions_by_plan
    ON executions (f_execution_project, f_execution_domain, f_launch_plan__name, f_created_at);

  CREATE TABLE nodes (
    execution INTEGER NOT NULL,
    serial INTEGER NOT NULL,
    parent TEXT,
    parent_task TEXT,
    event_version INTEGER NOT NULL,
    message BLOB NOT NULL,
    dynamic BLOB,
    attempts BLOB,
    attempt_facts TEXT,
    PRIMARY KEY (execution, serial)
  ) WITHOUT ROWID;

  CREATE TABLE literals (uri TEXT PRIMARY KEY, bytes BLOB NOT NULL) WITHOUT ROWID;

  CREATE TABLE told (
    execution INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    events BLOB NOT NULL,
    PRIMARY KEY (execution, seq)
  ) WITHOUT ROWID;
  `,
  `
  CREATE INDEX executions_by_duration ON executions (f_execution_project, f_execution_domain, f_duration);
  CREATE INDEX executions_by_start ON executions (f_execution_project, f_execution_domain, f_started_at);
  `,
];
