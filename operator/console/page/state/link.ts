import { keepToken } from './token';

/**
 * What a link brings besides the view: the token, and of an alarm's link its environment. Both are taken out of the
 * address, so that they stay out of bookmarks and screens. @returns whether there was any
 */
export function takeLink(): boolean {
  const [path = '', query = ''] = location.hash.split('?', 2);
  const parameters = new URLSearchParams(query);
  const token = parameters.get('token');
  const environment = parameters.get(environmentName);
  if (token === null && environment === null) return false;
  if (token !== null) keepToken(token);
  // The printed link is of the console that runs.
  if (environment !== null) sessionStorage.setItem(environmentName, environment);
  else sessionStorage.removeItem(environmentName);
  for (const name of ['token', environmentName]) parameters.delete(name);
  const rest = parameters.toString();
  history.replaceState(history.state, '', rest ? `${path}?${rest}` : path);
  return true;
}

const environmentName = 'environment';

/** The environment whose alarm linked this tab; null where none did. */
export const linkedEnvironment = (): string | null => sessionStorage.getItem(environmentName);
