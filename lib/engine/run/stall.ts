type Wake = () => void;

const open = new Set<Wake>();

/**
 * Calls back when the process is about to end because nothing is left that could ever happen: work that is still awaited
 * then will never settle. Nothing is kept alive by it. The result takes the wish back.
 */
export function onStall(wake: Wake): () => void {
  if (open.size === 0) process.on("beforeExit", wakeAll);
  open.add(wake);
  return () => {
    if (open.delete(wake) && open.size === 0) process.off("beforeExit", wakeAll);
  };
}

function wakeAll(): void {
  for (const wake of [...open]) wake();
}
