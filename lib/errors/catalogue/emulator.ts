/** What can go wrong in starting and keeping an emulator. */
export const emulator = {};
