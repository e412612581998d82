/**
 * The token of the printed link. It is kept in this tab's session storage: a reload still has it, other tabs, other
 * ports of this machine and other sites do not, and it goes with the tab. It opens nothing once the console is stopped.
 */
const name = 'token';

export const token = (): string => sessionStorage.getItem(name) ?? '';

/** Takes the token out of the address, so that it stays out of bookmarks and screens. @returns whether there was one */
export function takeToken(): boolean {
  const [path = '', query = ''] = location.hash.split('?', 2);
  const parameters = new URLSearchParams(query);
  const given = parameters.get(name);
  if (given === null) return false;
  sessionStorage.setItem(name, given);
  parameters.delete(name);
  const rest = parameters.toString();
  history.replaceState(history.state, '', rest ? `${path}?${rest}` : path);
  return true;
}
