/**
 * The roles that WordPress and WooCommerce have for a store's staff: every account makes an event, theirs too
 * (https://wordpress.org/documentation/article/roles-and-capabilities/). Shoppers are `customer`, or `subscriber` where
 * they signed up elsewhere in WordPress, or have a role that a plugin made, such as wholesale customers.
 */
const staffRoles = ['administrator', 'editor', 'author', 'contributor', 'shop_manager'];

export const isStaff = (role: string): boolean => staffRoles.includes(role.toLowerCase());
