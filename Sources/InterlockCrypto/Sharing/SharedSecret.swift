/// What a dealing gives: the commitments, to be published, and a share for each holder, to be handed out and forgotten.
package struct SharedSecret: Sendable {
    /// The commitments to the polynomials.
    package let commitments: ShareCommitments
    /// The shares, at 1 to n.
    package let shares: [SecretShare]
}
