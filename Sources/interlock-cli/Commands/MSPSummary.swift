import Interlock

/// What a membership folder holds, for a person or a program.
struct MSPSummary: Encodable {
    struct Unit: Encodable {
        var name: String
        var issuer: String?
    }

    var anchors: [String]
    var intermediates: [String]
    var tlsAnchors: [String]
    var tlsIntermediates: [String]
    var administrators: [String]
    var revocationLists: [String]
    var signer: String?
    var nodeOUs: Bool
    var units: [String: Unit]

    init(_ folder: MembershipFolder) {
        self.anchors = folder.authorities.map(\.description)
        self.intermediates = folder.intermediates.map(\.description)
        self.tlsAnchors = folder.tlsAuthorities.map(\.description)
        self.tlsIntermediates = folder.tlsIntermediates.map(\.description)
        self.administrators = folder.administrators.map(\.description)
        self.revocationLists = folder.revocationLists.map(\.description)
        self.signer = folder.signer?.description
        self.nodeOUs = folder.nodeUnits?.isEnabled ?? false
        self.units = [:]
        for (role, unit) in folder.nodeUnits?.units ?? [:] {
            self.units[role.rawValue] = Unit(name: unit.name, issuer: unit.issuer?.description)
        }
    }

    var text: String {
        let parts = [
            ("anchor", self.anchors), ("intermediate", self.intermediates), ("TLS anchor", self.tlsAnchors),
            ("TLS intermediate", self.tlsIntermediates), ("administrator", self.administrators),
            ("list", self.revocationLists), ("signer", self.signer.map { [$0] } ?? []),
            ("unit", self.nodeOUs ? self.units.map { "\($0.key) is \($0.value.name)" }.sorted() : []),
        ]
        return parts.flatMap { name, values in values.map { "\(name): \($0)" } }.joined(separator: "\n")
    }
}
