internal import COpenSSL

extension Certificate {
    /// Whether the certificate is of the host `name`, as RFC 6125 compares names; the common name does not count.
    package func isOf(host name: String) -> Bool {
        let flags = UInt32(X509_CHECK_FLAG_NEVER_CHECK_SUBJECT | X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS)
        return unsafe X509_check_host(self.handle.raw, name, name.utf8.count, flags, nil) == 1
    }

    /// Whether the certificate is of the IP address, in its textual form.
    package func isOf(address: String) -> Bool {
        unsafe X509_check_ip_asc(self.handle.raw, address, 0) == 1
    }

    /// Whether the certificate is of the mailbox.
    package func isOf(mailbox: String) -> Bool {
        unsafe X509_check_email(self.handle.raw, mailbox, mailbox.utf8.count, 0) == 1
    }
}
