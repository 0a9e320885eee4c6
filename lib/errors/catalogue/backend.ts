/** What can go wrong between a client and a Flyte control plane. */
export const backend = {};
