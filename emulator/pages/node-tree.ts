import type { NodeExecution } from "../../lib/idl/gen/flyteidl/admin/node_execution_pb.js";
import type { TaskExecution } from "../../lib/idl/gen/flyteidl/admin/task_execution_pb.js";
import type { WorkflowExecutionIdentifier } from "../../lib/idl/gen/flyteidl/core/identifier_pb.js";
import type { Services } from "./services.js";

/** A node of a run as it is shown: what is below it, and the attempts at its task. */
export interface ShownNode {
  readonly node: NodeExecution;
  readonly depth: number;
  readonly attempts: readonly TaskExecution[];
  /** Address of its deck, for an hour. */
  readonly deck: string | undefined;
}

/** How many nodes are shown of a run. */
export const most = 400;

// What a graph needs and no reader.
const hidden = /(^|-)(start-node|end-node)$/;

/** The nodes of a run, each followed by what is below it, up to {@link most} of them. */
export async function nodesOf(services: Services, id: WorkflowExecutionIdentifier): Promise<readonly ShownNode[]> {
  const shown: ShownNode[] = [];
  await add("", 0);
  return shown;

  async function add(uniqueParentId: string, depth: number): Promise<void> {
    const request = { workflowExecutionId: id, limit: most + 2, uniqueParentId };
    const { nodeExecutions } = await services.admin.listNodeExecutions(request);
    const nodes = nodeExecutions.filter((node) => !hidden.test(node.metadata?.specNodeId || (node.id?.nodeId ?? "")));
    for (const node of nodes) {
      if (shown.length >= most) return;
      shown.push(await withAttempts(services, node, depth));
      if (node.metadata?.isParentNode === true) await add(node.id?.nodeId ?? "", depth + 1);
    }
  }
}

async function withAttempts({ admin, proxy }: Services, listed: NodeExecution, depth: number): Promise<ShownNode> {
  const id = listed.id!;
  const isFailed = listed.closure?.outputResult.case === "error";
  const [node, { taskExecutions }, deck] = await Promise.all([
    // Lists cut the texts of errors.
    isFailed ? admin.getNodeExecution({ id }) : listed,
    admin.listTaskExecutions({ nodeExecutionId: id, limit: 100 }),
    listed.closure?.deckUri
      ? proxy
          .createDownloadLink({ artifactType: 1, source: { case: "nodeExecutionId", value: id } })
          .catch(() => undefined)
      : undefined,
  ]);
  return { node, depth, attempts: taskExecutions, deck: deck?.preSignedUrls?.signedUrl[0] };
}
