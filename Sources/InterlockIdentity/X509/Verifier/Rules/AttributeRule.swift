internal import InterlockCrypto

/// The attributes keep to the schema, and are those of the certificate's subject.
struct AttributeRule: PathRule {
    let schema: AttributeSchema

    func check(_ path: CertificatePath, at time: Timestamp) throws(IdentityError) -> ClosedRange<Timestamp> {
        let leaf = path.leaf
        guard let attributes = try leaf.attributes(schema: self.schema) else { return .always }
        guard leaf.subjectName.commonName?.isExactly(attributes.identity.description) == true else {
            throw IdentityError(
                .invalidCertificate,
                "\(leaf) says it is of \(attributes.identity) in its attributes"
            )
        }
        return .always
    }
}

extension Certificate {
    /// What the attribute extension says; nil where it is not there.
    func attributes(schema: AttributeSchema) throws(IdentityError) -> AttributeSet? {
        guard let json = self.attributeExtension else { return nil }
        return try FabricAttributes.decode(json, schema: schema)
    }
}
