using System.Globalization;
using Foyer.Web.Text;

namespace Foyer.Invitations.Letters;

/// <summary>
/// Inline styles of letters. Mail clients drop style sheets and custom properties, so each element carries its own; the values
/// are those of <c>foyer.css</c>.
/// </summary>
internal static class Style
{
    public const string Heading = "margin:0 0 16px;font-size:24px;line-height:32px;font-weight:600;color:#1b1a19";
    public const string Paragraph = "margin:0 0 16px";
    public const string SubHeading = "margin:0 0 4px;font-size:14px;line-height:20px;font-weight:600;color:#1b1a19";
    public const string Small = "font-size:13px;line-height:20px;color:#605e5c";
    public const string FootHeading = "font-weight:600;color:#605e5c";
    public const string Quote = "padding:12px 16px;border-left:3px solid #c8c6c4;background-color:#faf9f8;overflow-wrap:break-word";

    private const string Latin = "'Segoe UI',system-ui,-apple-system,BlinkMacSystemFont,Roboto,'Helvetica Neue',Arial";

    /// <summary>Type of a letter. Without the right names first, Japanese and Chinese text is drawn in each other's shapes.</summary>
    public static string Body(Language language)
    {
        var script = language.Code switch
        {
            "ja" => ",'Hiragino Sans','Yu Gothic UI','Meiryo','Noto Sans CJK JP','Noto Sans JP'",
            "ko" => ",'Apple SD Gothic Neo','Malgun Gothic','Noto Sans CJK KR','Noto Sans KR'",
            "zh-HANS" => ",'PingFang SC','Microsoft YaHei UI','Microsoft YaHei','Noto Sans CJK SC','Noto Sans SC'",
            "zh-HANT" => ",'PingFang TC','Microsoft JhengHei UI','Microsoft JhengHei','Noto Sans CJK TC','Noto Sans TC'",
            _ => "",
        };
        // Korean is written with blanks and read in words; left alone, a line may end in the middle of one.
        var words = language.Code == "ko" ? "word-break:keep-all;" : "";
        return $"font-family:{Latin}{script},sans-serif;font-size:16px;line-height:24px;color:#1b1a19;{words}";
    }

    public static string SmallBody(Language language) => Body(language) + Small;

    /// <summary>A coloured square with one or two letters, where others load a picture.</summary>
    public static string Block(Accent accent, int size, int type) => string.Create(CultureInfo.InvariantCulture,
        $"width:{size}px;height:{size}px;background-color:{accent.Ground};color:{accent.Ink};border-radius:6px;font-family:{Latin},sans-serif;font-size:{type}px;line-height:{size}px;font-weight:600;text-align:center");

    public static string Button(Accent accent) =>
        $"display:inline-block;padding:12px 24px;font-size:16px;line-height:24px;font-weight:600;color:{accent.Ink};text-decoration:none;border-radius:6px;background-color:{accent.Ground}";
}
