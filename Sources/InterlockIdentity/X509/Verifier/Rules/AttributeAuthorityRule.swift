internal import InterlockCrypto

/// Every authority of the path was granted the attributes that the leaf has, and their values.
///
/// The grants of a path intersect: each is held against the leaf, so none can widen what another gives.
struct AttributeAuthorityRule: PathRule {
    let schema: AttributeSchema

    func check(_ path: CertificatePath, at time: Timestamp) throws(IdentityError) -> ClosedRange<Timestamp> {
        let grants = try Self.grants(of: path)
        guard !grants.isEmpty, let attributes = try path.leaf.attributes(schema: self.schema) else {
            return .always
        }
        for (authority, grant) in grants {
            do throws(IdentityError) {
                try grant.check(attributes)
            } catch {
                throw IdentityError(error.code, "\(path.leaf), below \(authority): \(error.reason)")
            }
        }
        return .always
    }

    private static func grants(
        of path: CertificatePath
    ) throws(IdentityError) -> [(Certificate, AttributeGrant)] {
        var grants: [(Certificate, AttributeGrant)] = []
        for authority in path.certificates.dropFirst() {
            do throws(IdentityError) {
                if let grant = try authority.attributeGrant() { grants.append((authority, grant)) }
            } catch {
                throw IdentityError(.wrongAttributeAuthority, "the grant of \(authority): \(error.reason)")
            }
        }
        return grants
    }
}
