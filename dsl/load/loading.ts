let loading = 0;

/** Whether a user's file is being imported here to find what it exports: it must not start runs meanwhile. */
export function isLoading(): boolean {
  return loading > 0;
}

/** Imports something, during which {@link isLoading} holds. */
export async function whileLoading<T>(work: () => Promise<T>): Promise<T> {
  loading += 1;
  try {
    return await work();
  } finally {
    loading -= 1;
  }
}
