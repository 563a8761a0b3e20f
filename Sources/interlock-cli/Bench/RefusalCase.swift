import Interlock

/// Messages that a gate refuses, each kind for one reason.
enum RefusalCase: String, CaseIterable {
    case garbage = "64 KiB that are no CBOR"
    case values = "1,024 CBOR values that are no message"
    case large = "64 KiB in one CBOR string"
    case nameless = "no certificate named"
    case unknown = "an unknown thumbprint"
    case certificate = "60 KiB in place of a certificate"
    case stranger = "a stranger's chain"
    case maze = "a maze of 12 strangers' certificates"
    case expired = "an expired certificate"
    case revoked = "a revoked certificate"
    case staples = "16 staples that are none"
    case signature = "another's signature"
    case impostor = "another's name"
    case terms = "a payload that is no order"
    case energy = "energy above the maximum"
    case forbidden = "an order without permission"
    case periods = "96 periods without permission"
    case rules = "44 KB of rules by a household"
    case operatorRules = "44 KB of no rules by an operator"
    case late = "an order after gate closure"
    case replayed = "a message seen before"

    /// The code that the gate refuses it with.
    var code: Refusal.Code {
        switch self {
        case .garbage, .values, .large, .certificate, .staples, .terms, .operatorRules: .malformed
        case .nameless, .unknown, .stranger, .maze: .unknownSigner
        case .expired: .expired
        case .revoked: .revoked
        case .signature: .badSignature
        case .impostor: .identityMismatch
        case .energy: .limits
        case .forbidden, .periods, .rules: .notPermitted
        case .late: .gateClosed
        case .replayed: .replayed
        }
    }
}
