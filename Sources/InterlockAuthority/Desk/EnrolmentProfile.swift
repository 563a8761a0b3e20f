internal import InterlockIdentity

/// The profiles by which participants' certificates are asked for, by the names that store and journal keep.
public enum EnrolmentProfile: String, Hashable, Sendable, CaseIterable, Codable {
    /// Signs messages.
    case participant
    /// Receives an encrypted delivery.
    case transport

    var certificateProfile: CertificateProfile {
        switch self {
        case .participant: .participant
        case .transport: .transport
        }
    }
}
