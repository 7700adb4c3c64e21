-- Pictures are loaded when they come into view
function Image(image)
  image.attributes.loading = 'lazy'
  return image
end

-- A table of contents for phones, where the one at the side is not shown
function Pandoc(doc)
  local contents = pandoc.structure.table_of_contents(doc, {toc_depth = 2})
  if #contents.content > 0 then
    doc.blocks:insert(1, pandoc.RawBlock('html', '<details class="contents"><summary>On this page</summary>'))
    doc.blocks:insert(2, contents)
    doc.blocks:insert(3, pandoc.RawBlock('html', '</details>'))
  end
  return doc
end
