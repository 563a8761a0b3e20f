extension IdentityError {
    /// How near to a path the candidate came that was refused for this: of several reasons the highest is given.
    ///
    /// What was found last, after signatures held, ranks above what a certificate's mere name or date says.
    var rank: Int { Self.ranks[self.code] ?? 5 }

    private static let ranks: [Code: Int] = [
        .unknownIssuer: 0, .limitExceeded: 1, .badSignature: 3, .expired: 4, .notYetValid: 4, .highS: 6,
        .revocationUnknown: 7, .nameConstraint: 7, .policy: 7, .wrongAttributeAuthority: 7,
        .attributeEscalation: 7, .identityNamespace: 7, .ambiguousName: 7, .revoked: 8,
    ]
}
