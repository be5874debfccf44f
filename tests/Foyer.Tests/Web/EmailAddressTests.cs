using Foyer.Web;
using FsCheck.Xunit;

namespace Foyer.Tests.Web;

public class EmailAddressTests
{
    [Theory]
    [InlineData("bob@company.example", "bob@company.example", "bob@company.example")]
    [InlineData("  bob@company.example\t", "bob@company.example", "bob@company.example")]
    [InlineData("Bob.Builder@Company.EXAMPLE", "Bob.Builder@company.example", "bob.builder@company.example")]
    [InlineData("bob＠company.example", "bob@company.example", "bob@company.example")]
    [InlineData("ｂｏｂ@company.example", "bob@company.example", "bob@company.example")]
    [InlineData("bob@Bücher.example", "bob@xn--bcher-kva.example", "bob@xn--bcher-kva.example")]
    [InlineData("bob@BÜCHER.example", "bob@xn--bcher-kva.example", "bob@xn--bcher-kva.example")]
    [InlineData("bob@bu\u0308cher.example", "bob@xn--bcher-kva.example", "bob@xn--bcher-kva.example")]
    [InlineData("bob@XN--BCHER-KVA.example", "bob@xn--bcher-kva.example", "bob@xn--bcher-kva.example")]
    [InlineData("bob@例え。テスト", "bob@xn--r8jz45g.xn--zckzah", "bob@xn--r8jz45g.xn--zckzah")]
    [InlineData("_bob_@company.example", "_bob_@company.example", "_bob_@company.example")]
    [InlineData("a-b.c_d@sub.company.example", "a-b.c_d@sub.company.example", "a-b.c_d@sub.company.example")]
    [InlineData("1@2.example", "1@2.example", "1@2.example")]
    public void Rule13_Addresses_are_normalised_before_they_are_compared(string typed, string address, string key)
    {
        Assert.True(EmailAddress.TryParse(typed, out var parsed, out var problem));
        Assert.Null(problem);
        Assert.Equal(address, parsed.Address);
        Assert.Equal(key, parsed.Key);
        Assert.Equal(parsed.Address, parsed.LocalPart + "@" + parsed.Domain);
    }

    [Theory]
    [InlineData(null, "email.empty")]
    [InlineData("", "email.empty")]
    [InlineData(" \t ", "email.empty")]
    [InlineData("bob", "email.no_at")]
    [InlineData("bob@", "email.domain")]
    [InlineData("@company.example", "email.no_local")]
    [InlineData("bob@x@company.example", "email.many_at")]
    [InlineData("bob@@company.example", "email.many_at")]
    [InlineData("bob builder@company.example", "email.blank")]
    [InlineData("bob@company .example", "email.blank")]
    [InlineData("bob\u00a0b@company.example", "email.blank")]
    [InlineData(".bob@company.example", "email.edge")]
    [InlineData("bob.@company.example", "email.edge")]
    [InlineData("-bob@company.example", "email.edge")]
    [InlineData("bob-@company.example", "email.edge")]
    [InlineData("bob..b@company.example", "email.dots")]
    [InlineData("bøb@company.example", "email.not_ascii")]
    [InlineData("b\u043eb@company.example", "email.not_ascii")]
    [InlineData("bob@company", "email.domain")]
    [InlineData("bob@.company.example", "email.domain")]
    [InlineData("bob@company..example", "email.domain")]
    [InlineData("bob@company.example.", "email.domain")]
    [InlineData("bob@-company.example", "email.domain")]
    [InlineData("bob@company-.example", "email.domain")]
    [InlineData("bob@com_pany.example", "email.domain")]
    [InlineData("bob@192.0.2.1", "email.domain")]
    [InlineData("bob@[192.0.2.1]", "email.domain")]
    [InlineData("bob@xn--zzzzzzzzzzzz99999.example", "email.domain")]
    [InlineData("bob@xn--company-.example", "email.domain")]
    [InlineData("bob@company\u2100.example", "email.domain")]
    [InlineData("bob\u200b@company.example", "email.hidden_character")]
    [InlineData("bob@comp\u00adany.example", "email.hidden_character")]
    [InlineData("bob@company\ufe0f.example", "email.hidden_character")]
    [InlineData("\u202ebob@company.example", "email.hidden_character")]
    [InlineData("bob@company.example\u2069", "email.hidden_character")]
    [InlineData("\ufeffbob@company.example", "email.hidden_character")]
    [InlineData("bob\r\nBcc: x@company.example", "email.hidden_character")]
    [InlineData("bob\0@company.example", "email.hidden_character")]
    [InlineData("bob\u007f@company.example", "email.hidden_character")]
    [InlineData("Bob <bob@company.example>", "email.blank")]
    [InlineData("<bob@company.example>", "email.character")]
    [InlineData("mailto:bob@company.example", "email.character")]
    [InlineData("\"bob\"@company.example", "email.character")]
    public void What_is_no_address_is_refused_with_its_reason(string? typed, string code)
    {
        Assert.False(EmailAddress.TryParse(typed, out var parsed, out var problem));
        Assert.Null(parsed);
        Assert.Equal(code, problem.Code);
        Assert.StartsWith("“", problem.Reason, StringComparison.Ordinal);
        Assert.EndsWith(".", problem.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain(problem.Reason, char.IsControl);
    }

    [Fact]
    public void Every_character_that_Entra_bans_before_the_at_is_refused_by_name()
    {
        foreach (var banned in "~!#$%^&*()+=[]{}\\/|;:'\"<>?,`")
        {
            Assert.False(EmailAddress.TryParse($"b{banned}b@company.example", out _, out var problem));
            Assert.Equal("email.character", problem.Code);
            Assert.Contains($"“{banned}” may not stand before the @", problem.Reason, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_sentence_says_what_to_do() => Assert.Equal(
        "“bob” is not an e-mail address: the @ is missing, write it as name@company.example.",
        EmailAddress.TryParse("bob", out _, out var problem) ? "" : problem.Reason);

    [Fact]
    public void A_lone_surrogate_is_refused_and_never_throws()
    {
        Assert.False(EmailAddress.TryParse("bob\ud800@company.example", out _, out var problem));
        Assert.Equal("email.hidden_character", problem.Code);
    }

    [Theory]
    [InlineData(64, 11, true)]
    [InlineData(65, 11, false)]
    [InlineData(64, 189, true)]
    [InlineData(64, 190, false)]
    public void Lengths_end_at_64_before_the_at_and_254_in_all(int local, int domain, bool good)
    {
        var host = new string('d', domain).ToCharArray();
        for (var dot = domain - 4; dot > 0; dot -= 50) host[dot] = '.';
        Assert.Equal(good, EmailAddress.TryParse(new string('l', local) + "@" + new string(host), out _));
    }

    [Fact]
    public void Labels_end_at_63_characters()
    {
        Assert.True(EmailAddress.TryParse($"bob@{new string('d', 63)}.example", out _));
        Assert.False(EmailAddress.TryParse($"bob@{new string('d', 64)}.example", out _));
    }

    [Fact]
    public void A_very_long_text_is_refused_without_work() =>
        Assert.False(EmailAddress.TryParse(new string('é', 50_000_000), out _));

    [Fact]
    public void Addresses_that_differ_in_case_only_are_equal()
    {
        Assert.True(EmailAddress.TryParse("BOB@Company.example", out var one));
        Assert.True(EmailAddress.TryParse("bob@company.example", out var other));
        Assert.Equal(one, other);
        Assert.Equal(one.GetHashCode(), other.GetHashCode());
    }

    [Property(MaxTest = 2_000)]
    public bool No_text_makes_it_throw_and_what_it_accepts_it_accepts_unchanged(string? text) => IsStable(text);

    [Property(MaxTest = 2_000)]
    public bool No_text_around_an_at_makes_it_throw_or_differ(string? local, string? domain) =>
        IsStable($"{local}@{domain}") && IsStable($"{local}@{domain}.example") && IsStable($"bob@{domain}.example") && IsStable($"{local}@company.example");

    [Property(MaxTest = 2_000)]
    public bool Any_international_domain_is_stable(char[] label) =>
        IsStable($"bob@{new string([.. label.Select(c => (char)(0xa0 + (c * 37 % 0xd700)))])}.example");

    private static bool IsStable(string? text)
    {
        if (!EmailAddress.TryParse(text, out var parsed, out var problem)) return parsed is null && problem.Reason.Length > 0;
        return EmailAddress.TryParse(parsed.Key, out var again) && again.Key.Equals(parsed.Key, StringComparison.Ordinal) && again.Equals(parsed)
            && EmailAddress.TryParse(parsed.Address, out var shown) && shown.Address.Equals(parsed.Address, StringComparison.Ordinal)
            && parsed.Address.All(char.IsAscii) && parsed.Address.Length <= 254;
    }
}
