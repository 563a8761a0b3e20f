internal import InterlockCrypto

/// Every authority of the path was granted the attributes that the leaf has, and their values.
///
/// The grants of a path intersect: each is held against the leaf, so none can widen what another gives.
struct AttributeAuthorityRule: PathRule {
    let schema: AttributeSchema

    func check(_ path: CertificatePath, at time: Timestamp) throws(IdentityError) -> ClosedRange<Timestamp> {
        let authorities = path.certificates.dropFirst()
        guard try !Self.grants(of: authorities).isEmpty,
            let attributes = try path.leaf.attributes(schema: self.schema)
        else { return .always }
        try Self.check(attributes, of: "\(path.leaf)", granted: authorities)
        return .always
    }

    /// Says that each of `authorities` was granted the attributes, as far as it has a grant of its own.
    static func check(
        _ attributes: AttributeSet,
        of leaf: String,
        granted authorities: some Sequence<Certificate>
    ) throws(IdentityError) {
        for (authority, grant) in try Self.grants(of: authorities) {
            do throws(IdentityError) {
                try grant.check(attributes)
            } catch {
                throw IdentityError(error.code, "\(leaf), below \(authority): \(error.reason)")
            }
        }
    }

    private static func grants(
        of authorities: some Sequence<Certificate>
    ) throws(IdentityError) -> [(Certificate, AttributeGrant)] {
        var grants: [(Certificate, AttributeGrant)] = []
        for authority in authorities {
            do throws(IdentityError) {
                if let grant = try authority.attributeGrant() { grants.append((authority, grant)) }
            } catch {
                throw IdentityError(.wrongAttributeAuthority, "the grant of \(authority): \(error.reason)")
            }
        }
        return grants
    }
}
