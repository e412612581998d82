/** What a search by e-mail looks through: that it finds nothing does not show that a shopper never arrived. */
export const foundByEmail =
  'An e-mail finds shoppers whom the bridge created or tried to create, or a store told it of, and refused deliveries. Whoever was ignored, or came with another e-mail, has the ID in the store to be found by.';
