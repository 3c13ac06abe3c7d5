/** Where to go after signing in: "?to=/promos/3/"; only a path of ours. */
export const wayBack = (search: string): string => {
  const to = new URLSearchParams(search).get('to') ?? '/';
  return /^\/(?!\/)/.test(to) ? to : '/';
};

export const signInPath = (to: string): string => `/sign-in/?to=${encodeURIComponent(to)}`;
