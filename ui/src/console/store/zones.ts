/** Names of places: what the server takes for a store. */
export const zones = (): string[] => [
  'UTC',
  ...Intl.supportedValuesOf('timeZone').filter((zone) => zone.includes('/') && !zone.startsWith('Etc/')),
];

/** This device's, when it is one of them. */
export const ownZone = (): string => {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return zones().includes(own) ? own : 'UTC';
};
