import { create, equals } from "@bufbuild/protobuf";
import type { ServiceImpl } from "@connectrpc/connect";
import { SignalSchema } from "../../lib/idl/gen/flyteidl/admin/signal_pb.js";
import type { SignalIdentifier } from "../../lib/idl/gen/flyteidl/core/identifier_pb.js";
import { LiteralSchema } from "../../lib/idl/gen/flyteidl/core/literals_pb.js";
import { LiteralTypeSchema } from "../../lib/idl/gen/flyteidl/core/types_pb.js";
import type { SignalService } from "../../lib/idl/gen/flyteidl/service/signal_pb.js";
import {
  executionKey,
  hidden,
  invalid,
  keyTaken,
  type Listing,
  list,
  missing,
  number,
  type SignalRow,
  signalKey,
  text,
  textForm,
  time,
} from "../state/index.js";
import { checkFields } from "./identify.js";
import { goBytes } from "./go-bytes.js";
import type { Plane } from "./plane.js";
import { checkLimit } from "./registration.js";

const signalListing: Listing<SignalRow> = {
  entity: "signal",
  columns: {
    id: number((row) => row.serial),
    created_at: time((row) => row.createdAt),
    execution_project: text((row) => row.message.id?.executionId?.project),
    execution_domain: text((row) => row.message.id?.executionId?.domain),
    execution_name: text((row) => row.message.id?.executionId?.name),
    updated_at: time((row) => row.createdAt),
    deleted_at: hidden("time"),
    type: hidden(),
    value: hidden(),
    signal_id: text((row) => row.message.id?.signalId),
  },
};

/** Flyte's SignalService: values that gates of a run wait for. */
export function signalService({ store, executor }: Plane): ServiceImpl<typeof SignalService> {
  return {
    getOrCreateSignal({ id: given, type }) {
      const id = checkId(given);
      if (type === undefined) throw missing("type");
      const known = store.signals.get(signalKey(id))?.message;
      if (known === undefined) {
        // A type that says nothing is kept as none.
        const isSaid = type.type.case !== undefined || !equals(LiteralTypeSchema, type, create(LiteralTypeSchema));
        const message = create(SignalSchema, { id, ...(isSaid && { type }) });
        store.signals.set(signalKey(id), { serial: store.nextSerial(), createdAt: store.now(), message });
        return message;
      }
      if (!equals(LiteralTypeSchema, known.type ?? create(LiteralTypeSchema), type)) throw keyTaken("signals_pkey");
      return known;
    },
    listSignals({ workflowExecutionId: id, limit, token, filters, sortBy }) {
      if (id === undefined || id.project === "" || id.domain === "" || id.name === "") throw missing("execution_id");
      checkLimit(limit);
      const key = executionKey(id);
      const here = [...store.signals.values()].filter(
        ({ message }) => message.id?.executionId !== undefined && executionKey(message.id.executionId) === key,
      );
      const page = list(here, signalListing, { limit, token, filters, sortBy, rpc: "ListSignals" });
      return { signals: page.rows.map(({ message }) => message), token: page.token };
    },
    async setSignal({ id: given, value }) {
      const id = checkId(given);
      if (value === undefined) throw missing("value");
      const row = store.signals.get(signalKey(id));
      if (row?.message.type === undefined) {
        const { project, domain, name } = id.executionId ?? { project: "", domain: "", name: "" };
        const which = `{{${project} ${domain} ${name}} ${id.signalId}}`;
        throw invalid(`failed to validate that signal [${which}] exists, err: [signal does not exist]`);
      }
      const { castable, typeOfGiven } = await import("./judgement.js");
      const type = typeOfGiven("", value);
      // FlyteAdmin asks whether the signal's type may go where the value's is expected, not the other way round.
      if (!castable(row.message.type, type)) {
        const bytes = [...goBytes(LiteralTypeSchema, row.message.type)].join(" ");
        const what = `requested signal value [${textForm(LiteralSchema, value)}]`;
        throw invalid(`${what} is not castable to existing signal type [[${bytes}]]`);
      }
      row.message.value = value;
      store.signals.set(signalKey(id), row);
      if (id.executionId !== undefined) executor?.signalled(id.executionId, id.signalId, value);
      return {};
    },
  };
}

function checkId(id: SignalIdentifier | undefined): SignalIdentifier {
  if (id === undefined) throw missing("id");
  if (id.executionId === undefined) throw missing("execution_id");
  if (id.signalId === "") throw missing("signal_id");
  checkFields(id.executionId, "project", "domain", "name");
  return id;
}
